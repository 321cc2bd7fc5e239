/** The policy of a page of the copy, which stands in it because whoever serves files sets no headers of ours. */
export const COPY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')
