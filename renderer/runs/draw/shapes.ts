import type { Ink } from './ink.ts';

type Context = CanvasRenderingContext2D;

/** Sets a canvas to the size of its box in device pixels and clears it. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): Context | undefined {
  const ratio = globalThis.devicePixelRatio || 1;
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** A box hatched with slanted lines: waiting. */
export function hatched(context: Context, box: Box, colour: string): void {
  const { x, y, width, height } = box;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = x - height - (x % 5); at < x + width; at += 5) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
  outline(context, box, colour);
}

/** A dashed box: a delay before a retry. */
export function dashed(context: Context, box: Box, colour: string): void {
  context.save();
  context.setLineDash([3, 2]);
  outline(context, box, colour);
  context.restore();
}

export function outline(context: Context, { x, y, width, height }: Box, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), height - 1);
}

/** An octagon with a cross: a failed attempt. */
export function octagon(context: Context, x: number, y: number, size: number, ink: Ink): void {
  const half = size / 2;
  const cut = half * 0.42;
  context.fillStyle = ink.failed;
  context.beginPath();
  for (const [dx, dy] of [
    [-cut, -half],
    [cut, -half],
    [half, -cut],
    [half, cut],
    [cut, half],
    [-cut, half],
    [-half, cut],
    [-half, -cut],
  ] as const)
    context.lineTo(x + dx, y + dy);
  context.closePath();
  context.fill();
  cross(context, x, y, size * 0.22, ink.onState, size > 9 ? 1.5 : 1);
}

export function cross(
  context: Context,
  x: number,
  y: number,
  reach: number,
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x - reach, y - reach);
  context.lineTo(x + reach, y + reach);
  context.moveTo(x + reach, y - reach);
  context.lineTo(x - reach, y + reach);
  context.stroke();
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
