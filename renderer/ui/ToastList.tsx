import { X } from 'lucide-react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { StateGlyph } from './StateGlyph.tsx';
import { useToasts } from './toasts.ts';

/** Where toasts appear; once per window. */
export function ToastList() {
  const { toasts, dismiss } = useToasts();
  return (
    <section className="toasts" aria-live="polite" aria-label="News">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast">
          <StateGlyph state={toast.state} />
          <span>{toast.text}</span>
          <span className="row">
            {toast.action && (
              <Button
                small
                onClick={() => {
                  toast.action?.run();
                  dismiss(toast.id);
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <IconButton
              small
              name="Dismiss"
              icon={<X size={14} aria-hidden />}
              onClick={() => dismiss(toast.id)}
            />
          </span>
          {toast.hint && <span className="toast-hint">{toast.hint}</span>}
        </div>
      ))}
    </section>
  );
}
