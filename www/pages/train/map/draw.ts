/** Draws the map: thumbnails where few enough are in sight, dots beyond; a frame or a shape tells the class. */
import { onCanvas, type Place, type Size, type View } from './view.js';

export interface DrawnPoint extends Place {
  id: string;
  colour: string;
  /** The shape of the point, one of four, so that classes are told apart by more than colour. */
  shape: number;
}

export interface Drawing {
  points: readonly DrawnPoint[];
  chosen: ReadonlySet<string>;
  pointed: string | null;
  view: View;
  loop: readonly Place[];
  /** The thumbnail of a picture, once it is there; null for all of them means dots. */
  imageOf: ((id: string) => HTMLImageElement | null) | null;
}

const DOT_RADIUS = 5;
/** The sides of thumbnails: smaller where many are in sight. */
const [SMALLEST, LARGEST] = [26, 56];
/** The share of the canvas that thumbnails may cover. */
const COVERED = 0.35;

/** The side of a thumbnail where `count` of them are in sight. */
export function thumbnailSide({ width, height }: Size, count: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.sqrt((COVERED * width * height) / Math.max(1, count))));
}

export function pointsInSight(points: readonly DrawnPoint[], size: Size, view: View): DrawnPoint[] {
  return points.filter((point) => {
    const { x, y } = onCanvas(point, size, view);
    return x > -LARGEST && y > -LARGEST && x < size.width + LARGEST && y < size.height + LARGEST;
  });
}

export function draw(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const context = canvas.getContext('2d');
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  if (!context || size.width === 0) return;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const ink = style.getPropertyValue('--ink').trim();
  const paper = style.getPropertyValue('--paper-raised').trim();
  const inSight = pointsInSight(drawing.points, size, drawing.view);
  const side = thumbnailSide(size, inSight.length);
  const isMarked = ({ id }: DrawnPoint) => drawing.chosen.has(id) || id === drawing.pointed;
  // What is marked lies above the others.
  for (const point of [...inSight].sort((a, b) => Number(isMarked(a)) - Number(isMarked(b)))) {
    const place = onCanvas(point, size, drawing.view);
    const marks = { isMarked: isMarked(point), isChosen: drawing.chosen.has(point.id), ink, paper };
    if (drawing.imageOf) thumbnail(context, place, point, drawing.imageOf(point.id), side, marks);
    else dot(context, place, point, marks);
  }
  drawLoop(context, drawing.loop, ink);
}

interface Marks {
  isMarked: boolean;
  isChosen: boolean;
  ink: string;
  paper: string;
}

function dot(context: CanvasRenderingContext2D, place: Place, point: DrawnPoint, { isMarked, ink, paper }: Marks) {
  outline(context, place, point.shape, isMarked ? DOT_RADIUS + 2 : DOT_RADIUS);
  context.fillStyle = point.colour;
  context.fill();
  context.lineWidth = isMarked ? 2.5 : 1;
  context.strokeStyle = isMarked ? ink : paper;
  context.stroke();
}

function thumbnail(
  context: CanvasRenderingContext2D,
  { x, y }: Place,
  point: DrawnPoint,
  image: HTMLImageElement | null,
  usual: number,
  marks: Marks,
) {
  const side = marks.isMarked ? usual * 1.3 : usual;
  const [left, top] = [x - side / 2, y - side / 2];
  context.fillStyle = marks.paper;
  context.fillRect(left - 3, top - 3, side + 6, side + 6);
  if (image) square(context, image, left, top, side);
  context.lineWidth = 3;
  context.strokeStyle = point.colour;
  context.strokeRect(left - 1.5, top - 1.5, side + 3, side + 3);
  if (marks.isMarked) {
    context.lineWidth = marks.isChosen ? 3 : 1.5;
    context.strokeStyle = marks.ink;
    context.strokeRect(left - 4.5, top - 4.5, side + 9, side + 9);
  }
  // In the corner, the sign of the class in the legend.
  dot(context, { x: left, y: top }, point, { ...marks, isMarked: false });
}

/** The middle square of a picture. */
function square(context: CanvasRenderingContext2D, image: HTMLImageElement, left: number, top: number, side: number) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const cut = Math.min(width, height);
  context.drawImage(image, (width - cut) / 2, (height - cut) / 2, cut, cut, left, top, side, side);
}

function drawLoop(context: CanvasRenderingContext2D, loop: readonly Place[], ink: string): void {
  if (loop.length < 2) return;
  context.beginPath();
  for (const { x, y } of loop) context.lineTo(x, y);
  context.closePath();
  context.setLineDash([5, 4]);
  context.lineWidth = 1.5;
  context.strokeStyle = ink;
  context.stroke();
  context.setLineDash([]);
}

/** Circle, square, triangle, diamond. */
function outline(context: CanvasRenderingContext2D, { x, y }: Place, shape: number, radius: number): void {
  context.beginPath();
  if (shape % 4 === 0) return context.arc(x, y, radius, 0, 2 * Math.PI);
  const corners = shape % 4 === 2 ? 3 : 4;
  const turn = shape % 4 === 1 ? Math.PI / 4 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    context.lineTo(x + 1.25 * radius * Math.cos(angle), y + 1.25 * radius * Math.sin(angle));
  }
  context.closePath();
}
