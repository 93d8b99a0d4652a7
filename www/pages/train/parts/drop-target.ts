/** A place that something can be dropped on, which says before it is let go what will become of it. */
import { useEffect, useRef, useState } from 'preact/hooks';

interface DropOptions {
  /** Where it goes, in words: "Add to daisy". Shown over the place while something hovers there. */
  label: string;
  /** Whether it can be dropped here, by the types of what is dragged. Files can, where this is not given. */
  accepts?: (types: readonly string[]) => boolean;
  /** Called in the drop event itself: what was dragged is gone afterwards. */
  onDrop: (data: DataTransfer) => void;
}

/** The properties that make an element such a place; the innermost place that accepts a drop has it. */
export function useDropTarget({ label, accepts = isFiles, onDrop }: DropOptions) {
  // Entering a child comes before leaving its parent: the number of elements entered tells whether one is inside.
  const depth = useRef(0);
  const [isOver, setIsOver] = useState(false);
  const accepted = (event: DragEvent) => event.dataTransfer && accepts(event.dataTransfer.types) && event.dataTransfer;
  const leave = () => {
    depth.current = 0;
    setIsOver(false);
  };
  useEffect(() => {
    if (!isOver) return undefined;
    // What is let go on a place within this one never comes here, for that place keeps it to itself.
    window.addEventListener('drop', leave, true);
    window.addEventListener('dragend', leave, true);
    return () => {
      window.removeEventListener('drop', leave, true);
      window.removeEventListener('dragend', leave, true);
    };
  }, [isOver]);
  return {
    'data-drop': isOver ? label : undefined,
    onDragEnter(event: DragEvent) {
      if (!accepted(event)) return;
      depth.current += 1;
      setIsOver(true);
    },
    onDragLeave(event: DragEvent) {
      if (!accepted(event)) return;
      depth.current -= 1;
      if (depth.current <= 0) leave();
    },
    onDragOver(event: DragEvent) {
      if (!accepted(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onDrop(event: DragEvent) {
      const data = accepted(event);
      leave();
      if (!data) return;
      event.preventDefault();
      event.stopPropagation();
      onDrop(data);
    },
  };
}

function isFiles(types: readonly string[]): boolean {
  return types.includes('Files');
}
