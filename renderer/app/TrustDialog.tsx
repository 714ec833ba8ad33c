import { useEffect, useState } from 'react';
import type { TrustReport } from '#contract/api';
import { activateFlow } from '#renderer/activation';
import { engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText, saveDocument } from '#renderer/document';
import { TrustRows } from '#renderer/exchange';
import { startRun, useTrustQuestion } from '#renderer/run';
import { Button, Dialog, tellFailure } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';

/** What a flow from elsewhere would touch, before it may run for the first time. */
export function TrustDialog() {
  const { path, goal, trigger } = useTrustQuestion();
  const [report, setReport] = useState<TrustReport>();
  const close = () => useTrustQuestion.setState({ path: undefined });
  useEffect(() => {
    const document = path === undefined ? undefined : documentAt(path);
    setReport(undefined);
    if (path === undefined || !document) return;
    engine.workspace
      .trustReport({ text: documentText(document), path })
      .then(setReport)
      .catch((thrown) => tellFailure(sentenceOf(thrown)));
  }, [path]);
  if (path === undefined || !report) return null;
  const trust = async () => {
    close();
    try {
      const { root } = useWorkspace.getState();
      await saveDocument(root, path);
      await engine.workspace.trust({ path, hash: report.hash });
      if (goal === 'activate') await activateFlow(root, path);
      else await startRun(path, trigger);
    } catch (thrown) {
      tellFailure(`The flow cannot be trusted: ${sentenceOf(thrown)}`);
    }
  };
  return (
    <Dialog
      title="May this flow run?"
      text="It was not drawn here. This is all it would touch; you are asked again when it gains an ability."
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Not now</Button>
          <Button look="primary" onClick={trust}>
            {goal === 'activate' ? 'Trust and activate' : 'Trust and run'}
          </Button>
        </>
      }
    >
      <TrustRows report={report} />
    </Dialog>
  );
}
