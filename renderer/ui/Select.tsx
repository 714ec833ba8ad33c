import { Check, ChevronsUpDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';

interface SelectProps<Value extends string> {
  id?: string;
  /** Accessible name, where no label points here. */
  name?: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange(value: Value): void;
}

/** One of a few. */
export function Select<Value extends string>({ id, name, value, options, onChange }: SelectProps<Value>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)}>
      <Radix.Trigger id={id} className="input select-value" aria-label={name}>
        <Radix.Value />
        <ChevronsUpDown size={12} aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className="menu-item">
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator style={{ marginLeft: 'auto' }}>
                  <Check size={14} aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
