import { type FieldList, fieldListOf } from '../../expression/catalogue.ts';

/** What a filter of the kernel log can speak of. */
export const LOG_FIELDS: FieldList = fieldListOf([
  { name: 'log.text', type: 'text', about: 'The line without its stamp.' },
  { name: 'log.level', type: 'number', about: 'Least debug level at which it is printed; -1 = always.' },
  { name: 'log.fn', type: 'name', about: 'The function that prints it.' },
  { name: 'log.message', type: 'name', about: 'Name of the message in the catalogue.' },
  { name: 'log.time', type: 'number', about: 'Uptime in seconds, as dmesg prints it.' },
  { name: 'log.packet', type: 'number', about: 'Number of the packet that printed it, from 1.' },
  { name: 'log.trouble', type: 'boolean', about: 'Its event was dropped, lost or differs from the capture.' },
]);
