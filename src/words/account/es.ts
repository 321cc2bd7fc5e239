import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

export const es: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `Por favor, confirme: noticias de ${page}`,
    title: 'Un paso más',
    paragraphs: [
      `Se ha pedido a ${page} que escriba a ${address} sobre ${kinds}${parts ? ` (${parts})` : ''}. Si ha sido usted, confírmelo con el botón y empezamos.`,
      'El enlace sirve una sola vez, durante 7 días. Si no ha sido usted, no haga nada: nadie queda suscrito y olvidamos la dirección.',
    ],
    button: 'Confirmar mi suscripción',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `Por favor, confirme: noticias de ${page}`,
    title: 'Un paso más',
    paragraphs: [
      `Se ha pedido a ${page} que mantenga informada a la dirección ${address} sobre «${title}». Si ha sido usted, confírmelo con el botón y empezamos.`,
      'El enlace sirve una sola vez, durante 7 días. Si no ha sido usted, no haga nada: nadie queda suscrito y olvidamos la dirección.',
    ],
    button: 'Quiero seguirlo',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} es su código para ${page}`,
    title: code,
    paragraphs: [
      `Este es su código para ${page}. Vale durante ${plural('es', minutes, { one: '# minuto', other: '# minutos' })}.`,
      'Si no lo ha pedido, no haga nada.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `Por favor, confirme su nueva dirección: ${page}`,
    title: '¿Es esta su nueva dirección?',
    paragraphs: [
      `Alguien que recibe noticias de ${page} en ${from} quiere recibirlas ahora en ${address}. Si es usted, confírmelo con el botón.`,
      'Si no es usted, no haga nada: no cambia nada.',
    ],
    button: 'Usar esta dirección',
  }),
  link: ({ page }) => ({
    subject: `Su suscripción a ${page}`,
    title: 'Su suscripción',
    paragraphs: [
      'Con este botón puede ver, cambiar o terminar lo que recibe, y ver todo lo que guardamos sobre usted.',
      'Si no lo ha pedido, no haga nada.',
    ],
    button: 'Ver mi suscripción',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} ya no escribe a esta dirección`,
      title: 'Ya no escribimos aquí',
      paragraphs: [
        'Lo que llegaba a esta dirección va desde ahora a otra, como se nos pidió. Aquí no llega nada más.',
        ...(back ? ['Si no ha sido usted, deshágalo con el botón.'] : []),
      ],
      button: back ? 'No he sido yo' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} ya no escribe a esta dirección`,
      title: 'Ya no escribimos aquí',
      paragraphs: [
        `${page} ha quitado esta dirección de su lista. Aquí no llega nada más.`,
        ...(back ? ['Si quiere seguir recibiendo noticias nuestras, dígalo con el botón.'] : []),
      ],
      button: back ? 'Quiero seguir' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `Invitación de ${by} a ${page}`,
    title: 'Tiene una invitación',
    paragraphs: [
      `${by} le invita a hablar en nombre de ${page} en su página de estado (función: ${role}).`,
      `El botón lleva a una página donde elige una contraseña. Sirve una sola vez, durante ${plural('es', hours, { one: '# hora', other: '# horas' })}. Si no lo esperaba, pregunte a ${by} o no haga nada.`,
    ],
    button: 'Aceptar la invitación',
  }),
  alert: {
    subject: (page, title) => `[${page}] Hace falta alguien: ${title}`,
    state: 'Hace falta alguien',
    button: 'Ver qué se puede hacer',
  },
  why: {
    typed: (address, site) => `Este único mensaje se envió porque alguien escribió ${address} en ${site}.`,
    last: (address) => `Este es el último mensaje a ${address}.`,
    named: (who, address) =>
      `Este único mensaje se envió porque ${who} indicó que ${address} es su dirección.`,
    owner: (page, site) =>
      `Recibe este mensaje porque es propietario de ${page} en ${site}; de un mismo tipo de problema llega como mucho un mensaje por hora.`,
  },
}
