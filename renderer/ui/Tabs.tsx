import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface TabInfo<Id extends string> {
  id: Id;
  label: string;
  /** Stands small behind the label: a count. */
  note?: ReactNode;
  icon?: ReactNode;
}

interface TabsProps<Id extends string> {
  label: string;
  tabs: readonly TabInfo<Id>[];
  value: Id;
  onChange(id: Id): void;
  /** At the right end of the row of tabs. */
  actions?: ReactNode;
  /** The content of the chosen tab. */
  children: ReactNode;
  className?: string;
}

/** A row of tabs over the content of the chosen one. */
export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const { label, tabs, value, onChange, actions, children, className } = props;
  return (
    <Radix.Root
      value={value}
      onValueChange={(id) => onChange(id as Id)}
      className={className ?? 'panel'}
      style={{ height: '100%' }}
    >
      <div className="tabs">
        <Radix.List className="tab-list" aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.id} value={tab.id} className="tab">
              {tab.icon}
              {tab.label}
              {tab.note !== undefined && <span className="tab-count">{tab.note}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        <span className="grow" />
        {actions}
      </div>
      <Radix.Content value={value} className="tab-content" tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
