import { useState } from 'react';
import { sentenceOf, useConnection } from '#renderer/api';
import { Button, tellFailure } from '#renderer/ui';
import { engineNews } from './engine-news.ts';
import { useEngineState } from './engine-state.ts';

/** Says when the engine is away, what becomes of edits, and starts it anew where that can be done. */
export function EngineBanner() {
  const connection = useConnection((state) => state.state);
  const engine = useEngineState((state) => state.engine);
  const news = engineNews(connection, engine);
  if (!news) return null;
  return (
    <div className="banner" role="alert">
      <span>{news.text}</span>
      {news.restart && <RestartButton />}
    </div>
  );
}

function RestartButton() {
  const [busy, setBusy] = useState(false);
  const restart = async () => {
    setBusy(true);
    try {
      await window.flowbench?.restartEngine();
    } catch (thrown) {
      tellFailure(`The engine cannot be restarted: ${sentenceOf(thrown)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button small disabled={busy} onClick={restart}>
      Restart the engine
    </Button>
  );
}
