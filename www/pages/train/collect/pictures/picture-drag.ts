/** Pictures of the project on their way from one class to another. */
const TYPE = 'application/x-kiln-pictures';

export function dragPictures(data: DataTransfer, ids: readonly string[]): void {
  data.setData(TYPE, JSON.stringify(ids));
  data.effectAllowed = 'move';
}

export function holdsPictures(types: readonly string[]): boolean {
  return types.includes(TYPE);
}

/** The ids of the pictures that were dragged; none where it was something else. */
export function draggedPictures(data: DataTransfer): string[] {
  const text = data.getData(TYPE);
  return text ? (JSON.parse(text) as string[]) : [];
}
