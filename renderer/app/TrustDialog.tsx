import { useEffect, useState } from 'react';
import type { TrustReport } from '#contract/api';
import { engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText, saveDocument } from '#renderer/document';
import { TrustRows } from '#renderer/exchange';
import { useTrustQuestion } from '#renderer/run';
import { Button, Dialog, tellFailure } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';

/** What a flow from elsewhere would touch, before it may run for the first time. */
export function TrustDialog() {
  const { path, doing, again } = useTrustQuestion();
  const [report, setReport] = useState<TrustReport>();
  const close = () => useTrustQuestion.setState({ path: undefined, again: undefined });
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
      await saveDocument(useWorkspace.getState().root, path);
      await engine.workspace.trust({ path, hash: report.hash });
      await again?.();
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
            {doing === 'activate' ? 'Trust and activate' : 'Trust and run'}
          </Button>
        </>
      }
    >
      <TrustRows report={report} />
    </Dialog>
  );
}
