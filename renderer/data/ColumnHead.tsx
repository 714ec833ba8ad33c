import { ArrowDown, ArrowUp, Copy, SquareArrowRight } from 'lucide-react';
import { dragField, fieldTemplate, useInsertTarget } from '#renderer/expression';
import type { MenuEntry } from '#renderer/ui';
import type { Sorting } from './arrange.ts';
import { ColumnProfile, profileText } from './ColumnProfile.tsx';
import type { Column } from './columns.ts';
import { HeadMenu } from './HeadMenu.tsx';
import { TYPE_MARKS, TYPE_WORDS } from './value-type.ts';

interface ColumnHeadProps {
  column: Column;
  /** Value of the chosen item. */
  chosen: unknown;
  sorting: Sorting | undefined;
  /** The profile knows only a part of the items. */
  partial: boolean;
  /** Can be dragged into a parameter. */
  mappable: boolean;
  onSort(sorting: Sorting | undefined): void;
}

/** Type, name and profile of a column. Dragged, it maps the field; pressed, it offers sorting and mapping. */
export function ColumnHead({ column, chosen, sorting, partial, mappable, onSort }: ColumnHeadProps) {
  const target = useInsertTarget((state) => state.target);
  const { name, profile } = column;
  const sorted = sorting?.column === name ? sorting : undefined;
  const map: MenuEntry[] =
    mappable && target
      ? [
          {
            label: `Insert into ${target.label}`,
            icon: <SquareArrowRight size={14} aria-hidden />,
            apart: true,
            onSelect: () => target.insert([name]),
          },
        ]
      : [];
  const entries: MenuEntry[] = [
    {
      label: 'Sort loaded items, smallest first',
      icon: <ArrowUp size={14} aria-hidden />,
      onSelect: () => onSort({ column: name, down: false }),
    },
    {
      label: 'Sort loaded items, largest first',
      icon: <ArrowDown size={14} aria-hidden />,
      onSelect: () => onSort({ column: name, down: true }),
    },
    ...(sorted ? [{ label: 'Back to the list’s order', onSelect: () => onSort(undefined) }] : []),
    ...map,
    {
      label: 'Copy as expression',
      icon: <Copy size={14} aria-hidden />,
      apart: map.length === 0,
      onSelect: () => navigator.clipboard?.writeText(fieldTemplate([name])).catch(() => undefined),
    },
  ];
  return (
    <HeadMenu
      entries={entries}
      className="column-head"
      draggable={mappable}
      title={`${name}: ${TYPE_WORDS[profile.type]}. ${profileText(profile)}`}
      onDragStart={(event) => dragField(event.dataTransfer, [name])}
    >
      <span className="column-name">
        <span className="type-mark">{TYPE_MARKS[profile.type]}</span>
        <span className="cut">{name}</span>
        {sorted && (sorted.down ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />)}
      </span>
      <ColumnProfile profile={profile} chosen={chosen} partial={partial} />
    </HeadMenu>
  );
}
