import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** A page of its own with one module and its styles, in one text: for parts that the app shows only with much data. */
export async function pageOf(module: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [react()],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      lib: { entry: module, formats: ['iife'], name: 'page', cssFileName: 'page' },
    },
  });
  const output = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const styles = output.flatMap((one) =>
    one.type === 'asset' && one.fileName.endsWith('.css') ? [String(one.source)] : [],
  );
  const code = output.flatMap((one) => (one.type === 'chunk' ? [one.code] : []));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>page</title><style>${styles.join('\n')}</style></head>
<body><div id="root"></div><script>${code.join('\n').replaceAll('</script', '<\\/script')}</script></body></html>`;
}
