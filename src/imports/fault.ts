/** Why an import was refused: one sentence that names the file and the place in it. Nothing has been written. */
export class ImportFault extends Error {
  constructor(where: string, what: string) {
    super(`${where}: ${what}`)
  }
}
