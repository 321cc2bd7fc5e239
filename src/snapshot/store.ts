/** Where a copy is put: a folder or a bucket. Names have no leading slash; nobody ever sees half a file. */
export interface Store {
  put(name: string, body: Buffer, type: string): Promise<void>
  /** Taking away what is not there is fine. */
  remove(name: string): Promise<void>
  /** Everything that is there. */
  list(): Promise<string[]>
  /** Undefined: not there. */
  read(name: string): Promise<Buffer | undefined>
}

/** The place cannot be used as it is; the message is a sentence for the operator. */
export class StoreFault extends Error {}
