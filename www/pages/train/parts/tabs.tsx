/** Tabs as the ARIA practices describe them: one tab stop, arrow keys choose. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Tab {
  id: string;
  label: string;
  panel: () => ComponentChildren;
}

interface TabsProps {
  /** The beginning of the ids in the page. */
  name: string;
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** A panel is drawn when its tab is first chosen, and keeps its state and its work while another one is seen. */
export function Tabs({ name, label, tabs, chosen, onChoose }: TabsProps) {
  const seen = useRef(new Set<string>());
  const list = useRef<HTMLDivElement>(null);
  seen.current.add(chosen);
  const choose = (id: string) => {
    onChoose(id);
    list.current?.querySelector<HTMLElement>(`#${name}-tab-${id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={(event) => onKey(event, tabs, choose)}>
        {tabs.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${name}-tab-${id}`}
            data-testid={`${name}-tab-${id}`}
            aria-selected={id === chosen}
            aria-controls={`${name}-panel-${id}`}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => onChoose(id)}
          >
            {label}
          </button>
        ))}
      </div>
      {tabs.map(({ id, panel }) => (
        <div
          key={id}
          class="tab-panel"
          role="tabpanel"
          id={`${name}-panel-${id}`}
          aria-labelledby={`${name}-tab-${id}`}
          hidden={id !== chosen}
        >
          {seen.current.has(id) && panel()}
        </div>
      ))}
    </>
  );
}

function onKey(event: KeyboardEvent, tabs: readonly Tab[], choose: (id: string) => void): void {
  const from = tabs.findIndex(({ id }) => (event.target as HTMLElement).id.endsWith(`-tab-${id}`));
  const last = tabs.length - 1;
  const targets: Record<string, number> = {
    ArrowRight: from === last ? 0 : from + 1,
    ArrowLeft: from === 0 ? last : from - 1,
    Home: 0,
    End: last,
  };
  const next = tabs[targets[event.key] ?? -1];
  if (from < 0 || !next) return;
  event.preventDefault();
  choose(next.id);
}
