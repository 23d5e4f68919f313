import { RULES } from '../../bench/traffic/services.ts';
import { trafficBytes } from '../../bench/traffic/traffic.ts';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { barriers } from '../support/axe.ts';
import { textFile } from '../support/recorded.ts';

const PACKETS = 6000;
const CAPTURE = {
  name: 'busy.pcap',
  bytes: trafficBytes({ packets: PACKETS, seed: 3, snaplen: 96, payload: 32 }),
};
const RULES_FILE = textFile('rules.txt', RULES);
const dialogOf = (app: App) => app.page.getByRole('dialog', { name: 'Cut the capture' });

/** By the palette. */
async function askForCut(app: App): Promise<void> {
  await app.page.keyboard.press('Control+k');
  await app.dialog.getByRole('combobox', { name: 'Find or run' }).fill('cut the capture');
  await app.page.keyboard.press('Enter');
  await expect(dialogOf(app)).toBeVisible();
  await app.settled();
}

test('an open capture is cut by time, client and service, and opened whole again', async ({ app }) => {
  await app.drop(CAPTURE, RULES_FILE);
  await expect(app.readout).toContainText('of 6,000');
  await askForCut(app);
  const dialog = dialogOf(app);
  const kept = dialog.getByRole('status');
  await expect(kept).toContainText('6,000 of 6,000 packets');
  await expect(dialog.getByRole('button', { name: 'Open the cut' })).toBeDisabled();

  await dialog.getByRole('list', { name: 'Busiest services' }).getByRole('button').first().click();
  await app.settled();
  await expect(kept).not.toContainText('6,000 of');
  await expect(kept).toContainText('of 6,000 packets');
  await dialog.getByRole('textbox', { name: 'Clients' }).fill('nobody');
  await expect(kept).toContainText('"nobody" is not an address');
  await dialog.getByRole('textbox', { name: 'Clients' }).fill('');
  await dialog.getByRole('spinbutton', { name: 'to second' }).fill('5');
  await app.settled();
  expect(await barriers(app.page, 'dialog')).toEqual([]);
  const [words] = /^[\d,]+ of 6,000 packets/.exec((await kept.textContent()) ?? '') ?? ['?'];
  await dialog.getByRole('button', { name: 'Open the cut' }).click();
  await app.settled();
  await expect(app.readout).not.toContainText('of 6,000');
  const about = await app.aboutTheCase();
  expect(about).toContain('The capture is cut to up to second 5, service ');
  expect(about).toContain(words);

  await askForCut(app);
  await expect(dialog.getByRole('spinbutton', { name: 'to second' })).toHaveValue('5');
  await dialog.getByRole('button', { name: 'Open the whole capture' }).click();
  await app.settled();
  await expect(app.readout).toContainText('of 6,000');
});

test('a capture that needs more than it may is asked about before the model runs', async ({ app }) => {
  await app.drop(CAPTURE, RULES_FILE);
  await askForCut(app);
  const dialog = dialogOf(app);
  await dialog.getByRole('spinbutton', { name: 'Ask before opening more than' }).fill('10');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await app.press('b');
  await app.dialog.getByRole('button').nth(1).click();
  await app.settled();

  await app.drop(CAPTURE, RULES_FILE);
  await expect(dialog).toContainText(/This capture needs about \d+ MB; more than 10 MB/);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await app.settled();
  await expect(app.readout).not.toContainText('of 6,000');

  await app.drop(CAPTURE, RULES_FILE);
  await dialog.getByRole('spinbutton', { name: 'From second' }).fill('2');
  await app.settled();
  await dialog.getByRole('button', { name: 'Open the cut' }).click();
  await app.settled();
  await expect(app.caseButton).toContainText('busy.pcap');
  expect(await app.aboutTheCase()).toContain('cut to from second 2 on');

  await app.drop(CAPTURE, RULES_FILE);
  await dialog.getByRole('button', { name: 'Open all the same' }).click();
  await app.settled();
  await expect(app.readout).toContainText('of 6,000');
});
