/** Drawn on one 20 px grid with one stroke; the names say what is meant, not what is drawn. */
export const ICONS = {
  good: '<circle cx="10" cy="10" r="7.5"/><path d="m6.75 10.25 2.25 2.25 4.25-4.75"/>',
  alert: '<path d="M10 3 2.25 16.5h15.5z"/><path d="M10 8v3.75M10 14.1v.1"/>',
  outage: '<path d="M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9z"/><path d="m7.5 7.5 5 5m0-5-5 5"/>',
  wrench:
    '<path d="M12.2 6.1a3.6 3.6 0 0 1 4.9-3.2l-2.4 2.4 2 2 2.4-2.4a3.6 3.6 0 0 1-4.9 4.4l-6.4 6.9a1.9 1.9 0 0 1-2.7-2.7l6.9-6.3a3.6 3.6 0 0 1 .2-1.1z" transform="translate(-1 0)"/>',
  calendar:
    '<rect x="3" y="4" width="14" height="13" rx="2"/><path d="M3 8.25h14M6.75 2.25V5.5M13.25 2.25V5.5"/><path d="m8 11 4 3.5m0-3.5-4 3.5"/>',
  release: '<path d="M10 2.5 11.9 8l5.6 2-5.6 2L10 17.5 8.1 12l-5.6-2 5.6-2z"/>',
  partial: '<circle cx="10" cy="10" r="7.5"/><path d="M6.5 10h7"/>',
  mail: '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="m3 6 7 5 7-5"/>',
  phone:
    '<path d="M6.6 2.9 4 3.6a1.6 1.6 0 0 0-1.1 1.9 15.2 15.2 0 0 0 11.6 11.6 1.6 1.6 0 0 0 1.9-1.1l.7-2.6-3.9-2-1.7 1.7A11 11 0 0 1 6.9 8.5l1.7-1.7z"/>',
  link: '<path d="M8.25 11.75a3.25 3.25 0 0 0 4.6 0l3-3a3.25 3.25 0 0 0-4.6-4.6l-1 1"/><path d="M11.75 8.25a3.25 3.25 0 0 0-4.6 0l-3 3a3.25 3.25 0 0 0 4.6 4.6l1-1"/>',
  chat: '<path d="M3 4.5h14v9.25H9.25L5.5 17v-3.25H3z"/><path d="M6.5 8h7M6.5 10.75h4.5"/>',
  chevron: '<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>',
  back: '<path d="M12.5 4.5 7 10l5.5 5.5"/>',
  clock: '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.75V10l2.75 1.75"/>',
  none: '<circle cx="10" cy="10" r="7.5"/><path d="M4.7 15.3 15.3 4.7"/>',
} as const

export type IconName = keyof typeof ICONS
