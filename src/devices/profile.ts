/** A configuration profile of Apple's: the form in which an iPhone, iPad or Vision Pro takes an authority by one tap. */
import { escapeMarkup } from './escape-markup.ts';

/** What the profile is made of. */
export interface ProfileParts {
  /** What the device shows. */
  readonly name: string;
  /** DER, base64. */
  readonly certificate: string;
  /** SHA-256 of the certificate, hex: the same certificate replaces itself, another stands beside it. */
  readonly fingerprint: string;
}

/** https://developer.apple.com/documentation/devicemanagement/certificateroot */
export function profileText({ name, certificate, fingerprint }: ProfileParts): string {
  const identifier = `metaton.authority.${fingerprint.slice(0, 16)}`;
  const inner = [
    key('PayloadType', 'com.apple.security.root'),
    key('PayloadIdentifier', `${identifier}.certificate`),
    key('PayloadUUID', uuid(fingerprint.slice(0, 32))),
    '<key>PayloadVersion</key><integer>1</integer>',
    key('PayloadDisplayName', name),
    key('PayloadCertificateFileName', 'metaton.crt'),
    `<key>PayloadContent</key><data>${certificate}</data>`,
  ].join('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    key('PayloadType', 'Configuration'),
    key('PayloadIdentifier', identifier),
    key('PayloadUUID', uuid(fingerprint.slice(32))),
    '<key>PayloadVersion</key><integer>1</integer>',
    key('PayloadDisplayName', name),
    key('PayloadDescription', 'The certificate authority of a development server.'),
    '<key>PayloadRemovalDisallowed</key><false/>',
    `<key>PayloadContent</key><array><dict>\n${inner}\n</dict></array>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

const key = (name: string, text: string): string => `<key>${name}</key><string>${escapeMarkup(text)}</string>`;

/** 32 digits in the form of a UUID. */
const uuid = (hex: string): string =>
  hex.toUpperCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
