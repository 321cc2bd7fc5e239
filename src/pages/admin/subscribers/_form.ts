/** The fields of a form, one each; none where what came is no form. */
export async function fieldsOf(request: Request): Promise<(field: string) => string> {
  const form = await request.formData().catch(() => new FormData())
  return (field) => {
    const value = form.get(field)
    return typeof value === 'string' ? value : ''
  }
}
