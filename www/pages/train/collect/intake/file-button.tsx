/** A button that lets one choose files, or folders with all that is in them. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { GivenFile } from '../../../../engine/index.js';
import { fromInput } from '../intake.js';

interface FileButtonProps {
  class: string;
  /** The endings and kinds that the dialog offers. */
  accept?: string;
  isFolder?: boolean;
  /** Of the field behind the button. */
  testId?: string;
  onFiles: (files: GivenFile[]) => void;
  children: ComponentChildren;
}

/** All browsers know it; the types of the elements do not. */
const OF_FOLDERS = { webkitdirectory: true };

export function FileButton({ class: className, accept, isFolder = false, testId, onFiles, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        {...(accept === undefined ? {} : { accept })}
        {...(isFolder ? OF_FOLDERS : {})}
        data-testid={testId}
        onChange={({ currentTarget }) => onFiles(fromInput(currentTarget))}
      />
    </>
  );
}
