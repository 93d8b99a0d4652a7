/** A button that opens a small list of things to do. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface MenuProps {
  /** What the button shows. */
  label: ComponentChildren;
  /** What it is called, where it shows a sign only. */
  name?: string;
  testId: string;
  children: ComponentChildren;
}

/** Closes at Escape, at a press elsewhere, when the focus leaves, and once one of its buttons was pressed. */
export function Menu({ label, name, testId, children }: MenuProps) {
  const box = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (!box.current?.open) return;
    // The focus would fall to the page with what had it.
    if (box.current.contains(document.activeElement)) box.current.querySelector('summary')?.focus();
    box.current.open = false;
  };
  useEffect(() => {
    const onElsewhere = ({ target }: Event) => {
      if (target instanceof Node && !box.current?.contains(target) && box.current) box.current.open = false;
    };
    document.addEventListener('pointerdown', onElsewhere);
    document.addEventListener('focusin', onElsewhere);
    return () => {
      document.removeEventListener('pointerdown', onElsewhere);
      document.removeEventListener('focusin', onElsewhere);
    };
  }, []);
  return (
    <details
      class="menu"
      ref={box}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <summary aria-label={name}>{label}</summary>
      <div
        class="menu-panel"
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('button')) close();
        }}
      >
        {children}
      </div>
    </details>
  );
}
