/** Parts of the help, as the palette finds them and the dialog has them. */
export const HELP_TOPICS = [
  {
    id: 'views',
    title: 'What am I looking at',
    words: 'views path table templates timers services findings evidence compare',
  },
  { id: 'keys', title: 'Keys', words: 'shortcuts keyboard commands' },
  {
    id: 'findings',
    title: 'Findings: what every detector looks for',
    words: 'session loss balance problem wrong detector',
  },
  {
    id: 'stops',
    title: 'Stops, watches and bookmarks',
    words: 'breakpoint watchpoint condition continue debugger hit',
  },
  {
    id: 'filters',
    title: 'Filters: the language of expressions',
    words: 'display filter expression fields wireshark search',
  },
  { id: 'colours', title: 'Colours', words: 'colors legend yellow violet red' },
  { id: 'modelled', title: 'What is modelled', words: 'limits conntrack kernel versions' },
] as const;
