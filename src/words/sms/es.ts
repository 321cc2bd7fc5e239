import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const es: SmsWords = {
  state: {
    investigating: 'Buscamos la causa',
    identified: 'Causa conocida',
    monitoring: 'En seguimiento',
    resolved: 'Resuelto',
    postmortem: 'Informe final',
    scheduled: 'Previsto',
    in_progress: 'En curso',
    verifying: 'Comprobando',
    completed: 'Terminado',
    cancelled: 'Cancelado',
    planned: 'En camino',
    early_access: 'Acceso anticipado',
    released: 'Disponible',
    withdrawn: 'Retirado',
  },
  nextBy: (state, when) => `${state}, otra noticia antes de ${when}.`,
  after: (state, length) => `${state} en ${length}.`,
  until: (state, when) => `${state} hasta ${when}.`,
  begins: (_ahead, when) => `Recordatorio: ${when}.`,
  from: (when) => `Fecha: ${when}.`,
  moved: (when) => `Nueva fecha: ${when}.`,
  stop: 'Baja: responda STOP.',
  choose: (url) => `Cambiar: ${url}`,
  digest: (count) => `${plural('es', count, { one: 'un aviso', other: '# avisos' })} para usted.`,
  confirm: (url) => `confirme que quiere nuestros mensajes: ${url}`,
  code: (code, minutes) =>
    `${code} es su clave. Vale ${plural('es', minutes, { one: '# minuto', other: '# minutos' })}. Si no la ha pedido, no haga nada.`,
  move: (url) => `confirme que podemos escribir a este teléfono: ${url}`,
  link: (url) => `ver y cambiar lo que recibe: ${url}`,
  goodbye: {
    moved: 'lo que llegaba a este teléfono va ahora a otro, como se nos ha pedido. Ya no escribimos a este.',
    removed: 'hemos quitado este teléfono de la lista. Ya no le escribimos.',
  },
  invite: (by, url) => `le invita ${by}: ${url}`,
  alert: (title, url) => `hace falta alguien: ${title}. ${url}`,
  reply: {
    stopped: 'ya no recibe nuestros mensajes. Responda START para volver.',
    back: 'recibe de nuevo nuestros mensajes. STOP para terminar, HELP para ayuda.',
    unknown: (url) => `para recibir nuestros mensajes: ${url}`,
    help: (contact) => `noticias de incidencias y cierres. Contacto: ${contact}. STOP para terminar.`,
  },
}
