import { sendMail } from './mail';

/** Mails to where SES takes everything: it fails where the identity of this Region is not verified, or its role too narrow. */
export async function handler() {
  await sendMail('success@simulator.amazonses.com', 'Rehearsal', `${process.env.AWS_REGION} sends mail`);
}
