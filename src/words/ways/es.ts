import type { Ways } from './index.ts'

export const es: Ways = {
  title: 'Otras vías',
  hint: 'Para un chat de su equipo o un programa suyo. Primero se envía allí un mensaje con un enlace; nada más hasta que alguien lo abra.',
  way: 'Dónde',
  address: 'Dirección de su webhook',
  addressHint: 'Empieza por https://. Trátela como una contraseña: quien la conoce puede escribir allí.',
  program: 'Un programa (webhook)',
  sentHeading: 'Busque allí nuestro mensaje',
  sent: 'Si la dirección es correcta, se ha enviado allí un mensaje con un enlace. Abra el enlace, pulse el botón y empezamos.',
  place: 'Enviado a',
  feeds: 'O léalo sin dejar ninguna dirección',
  calendar: 'Calendario',
  secret: 'Secreto de este webhook',
  secretHint:
    'Cada llamada va firmada con él, según Standard Webhooks. Guárdelo donde su programa pueda leerlo y nadie más.',
  push: 'En este navegador',
  pushText:
    'Un mensaje breve en este dispositivo cuando haya novedades, sin ninguna dirección. El fabricante de su navegador lo transporta y no puede leerlo.',
  pushOn: 'Avisarme en este navegador',
  pushDone: 'A partir de ahora se avisa a este navegador.',
  pushOwn: 'Cambiar lo que recibe',
  pushBlocked:
    'Su navegador no nos permite enviar mensajes. Permítalos en sus ajustes para esta página e inténtelo de nuevo.',
  pushFailed: 'No ha funcionado. Inténtelo más tarde.',
}
