import { useCatalogue } from '#renderer/catalogue';
import { download, tellFailure } from '#renderer/ui';
import { modelNow } from '../use-model.ts';
import { drawSvg, type Picture } from './draw-svg.ts';

/** Dots of a PNG for each pixel at 100 %. */
const SHARPNESS = 2;
/** Most dots along a side, and in all, that browsers draw. */
const [MAX_SIDE, MAX_AREA] = [16_000, 200_000_000];

/** Gives the flow in front as a picture. */
export async function savePicture(path: string, format: 'svg' | 'png'): Promise<void> {
  const model = modelNow(path);
  if (!model) return;
  const picture = drawSvg(model, useCatalogue.getState().byType);
  const name = `${model.flow.name}.${format}`;
  try {
    const content = format === 'svg' ? svgBlob(picture) : await toPng(picture);
    download(name, content);
  } catch {
    tellFailure('The picture cannot be made as PNG.', 'Export it as SVG: that has no limit in size.');
  }
}

function svgBlob({ svg }: Picture): Blob {
  return new Blob([svg], { type: 'image/svg+xml' });
}

async function toPng(picture: Picture): Promise<Blob> {
  const { width, height } = picture;
  const scale = Math.min(
    SHARPNESS,
    MAX_SIDE / Math.max(width, height),
    Math.sqrt(MAX_AREA / (width * height)),
  );
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('too large'))), 'image/png');
  });
}
