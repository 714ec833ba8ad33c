import { Webhook } from 'lucide-react';
import { useEditor } from '#renderer/editor';
import { Button } from '#renderer/ui';

/** What events are and how to get one, for whoever has none. */
export function NoEvents() {
  return (
    <div className="no-events">
      <Webhook size={28} strokeWidth={1.5} aria-hidden />
      <h2>No call has come in yet</h2>
      <ol>
        <li>
          <b>Begin a flow with a Webhook</b> and make the flow active: its URL appears at the node, ready to
          be copied, with a cURL line to try it out.
        </li>
        <li>
          <b>Each call is stored before it is answered.</b> It is listed here with the run it started.
        </li>
        <li>
          <b>What cannot prove where it comes from starts nothing.</b> It stays here in quarantine with the
          reason, until you replay it or it is swept away.
        </li>
      </ol>
      <div className="row">
        <Button look="primary" onClick={() => useEditor.setState({ page: 'flows' })}>
          Go to the flows
        </Button>
      </div>
    </div>
  );
}
