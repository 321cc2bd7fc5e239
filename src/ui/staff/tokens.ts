/** What a token may do, as staff read it. */
export const TOKEN_WORDS: Record<string, string> = {
  viewer: 'May read',
  editor: 'May publish',
  admin: 'May publish and keep components, subscribers and the page',
}

export const TOKEN_CHOICES = Object.entries(TOKEN_WORDS).map(([value, label]) => ({ value, label }))
