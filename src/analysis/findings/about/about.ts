/** What the help says of a detector. Plain data: the page imports it without the model. */
export interface DetectorAbout {
  readonly id: string;
  readonly title: string;
  /** What is reported, and when it is not: one or two sentences. */
  readonly what: string;
  /** The mechanism, in the kernel's terms. */
  readonly mechanism: string;
  readonly remedy: string;
  /** Real-world reports that motivated it. */
  readonly reports: readonly { readonly title: string; readonly url: string }[];
}
