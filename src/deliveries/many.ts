/** Above this a number must be typed before people are told (F7). */
const MANY = 10_000

export function isMany(people: number): boolean {
  return people > MANY
}
