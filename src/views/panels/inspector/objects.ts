import type { Moment, ObjectView } from '../../../trace/views.ts';

/** The kernel's names for what a packet meets, in the order of the tabs. */
const USUAL = ['ct', 'cp', 'svc', 'dest', 'iph', 'param'];

export interface ObjectTab {
  name: string;
  object: ObjectView | null;
}

/** Tabs in a fixed order: the usual names, made or not, then what else is in scope. */
export function objectTabs(objects: readonly ObjectView[]): ObjectTab[] {
  const usual = USUAL.map((name) => ({
    name,
    object: objects.find((object) => object.name === name) ?? null,
  }));
  const others = objects.filter((object) => !USUAL.includes(object.name));
  return [...usual, ...others.map((object) => ({ name: object.name, object }))];
}

/** The tab to show: the chosen one, else what the step is about, else the first that exists. */
export function shownTab(moment: Moment, chosen: string | null): string {
  if (chosen) return chosen;
  const about = moment.steps.findLast((step) => step.number <= moment.cursor.step && step.object)?.object;
  const object =
    moment.objects.find((candidate) => candidate.id === about) ??
    moment.objects.find((candidate) => candidate.name === 'cp') ??
    moment.objects[0];
  return object?.name ?? 'cp';
}
