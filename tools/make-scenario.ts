/**
 * Turns a recorded run into a built-in case:
 * `npx tsx tools/make-scenario.ts <run folder> <name> <title> <about>` writes src/scenarios/<name>.ts.
 */
import { writeFileSync } from 'node:fs';
import { loadRun } from '../src/cli/replay-run.ts';
import { printCase } from '../src/session/print-case.ts';
import { documentOf } from '../src/session/program.ts';

const [folder, name, title, about] = process.argv.slice(2);
if (!folder || !name || !title || !about) {
  console.error('usage: make-scenario <run folder> <name> <title> <about>');
  process.exit(2);
}

const { program } = loadRun(folder);
const services = program.setup.flatMap((command) =>
  'service' in command && command.service?.kind === 'address' ? [command.service.addr] : [],
);

/** Packets of the run's own traffic, without what the hosts say among themselves. */
const inputs = [...program.inputs].filter((input) => {
  if (input.kind !== 'packet') return true;
  const ip = program.packets.ip(input.packet);
  if (!ip) return false;
  return (
    input.mark !== 0 || services.includes(ip.daddr) || services.includes(ip.saddr) || input.hook === 'FORWARD'
  );
});
const document = documentOf({ ...program, inputs }, { title, about });
const text = printCase(document).replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
writeFileSync(
  `src/scenarios/${name}.ts`,
  `/** Made from a recorded run by tools/make-scenario.ts. */\nexport default \`${text}\`;\n`,
);
