/** A failure of the page itself, with the code of its sentence. */
export class CodedFailure extends Error {
  readonly code: string;
  readonly detail: Record<string, string | number>;

  constructor(code: string, detail: Record<string, string | number> = {}) {
    super(code);
    this.name = 'CodedFailure';
    this.code = code;
    this.detail = detail;
  }
}
