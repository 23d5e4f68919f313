import { saveFile } from './save-file.ts';

export type PictureForm = 'png' | 'svg';

/** Pixels of the picture for one of the screen: text stays sharp in a report. */
const SCALE = 2;

/** Nothing scrolls in a picture. */
function withoutScrollbars(svg: SVGSVGElement): void {
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = '*::-webkit-scrollbar { display: none } * { scrollbar-width: none !important }';
  svg.append(style);
}

/**
 * Draws a part of the page into a file as it looks now, fonts and canvases included, on the page's background. Nothing is
 * fetched but the page's own fonts. The drawing library is loaded when it is first needed. An SVG holds the page's own
 * elements (foreignObject): browsers show it, drawing programs may not.
 */
export async function savePicture(element: HTMLElement, name: string, form: PictureForm): Promise<void> {
  const { domToBlob, domToForeignObjectSvg } = await import('modern-screenshot');
  const backgroundColor = getComputedStyle(document.body).backgroundColor;
  const options = {
    backgroundColor,
    scale: form === 'png' ? SCALE : 1,
    features: { restoreScrollPosition: true },
    onCreateForeignObjectSvg: withoutScrollbars,
  };
  if (form === 'png') return saveFile(`${name}.png`, await domToBlob(element, options));
  const text = new XMLSerializer().serializeToString(await domToForeignObjectSvg(element, options));
  saveFile(`${name}.svg`, new Blob([text], { type: 'image/svg+xml' }));
}
