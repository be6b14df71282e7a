// What the environment may change, and what it is otherwise.
const os = require('os');

module.exports = {
  domain: process.env.DOMAIN || 'localhost',
  https: {
    listenIp: '0.0.0.0',
    listenPort: process.env.PROTOO_LISTEN_PORT || 4443,
    tls: {
      cert: process.env.HTTPS_CERT_FULLCHAIN || `${__dirname}/certs/fullchain.pem`,
      key: process.env.HTTPS_CERT_PRIVKEY || `${__dirname}/certs/privkey.pem`,
    },
  },
  adminHttp: {
    listenIp: '0.0.0.0',
    listenPort: process.env.ADMIN_LISTEN_PORT || 7000,
  },
  mediasoup: {
    numWorkers: Object.keys(os.cpus()).length,
    workerSettings: {
      rtcMinPort: process.env.MEDIASOUP_MIN_PORT || 40000,
      rtcMaxPort: process.env.MEDIASOUP_MAX_PORT || 49999,
    },
    webRtcTransportOptions: {
      listenIps: [
        { ip: process.env.MEDIASOUP_LISTEN_IP || '127.0.0.1' },
        { ip: '0.0.0.0', announcedIp: process.env.MEDIASOUP_ANNOUNCED_IP },
      ],
    },
  },
  authKey: process.env.AUTH_KEY || `${__dirname}/certs/perms.pub.pem`,
};

if (process.env.MEDIASOUP_ANNOUNCED_IP) {
  module.exports.mediasoup.webRtcTransportOptions.listenIps.push({
    ip: '0.0.0.0',
    announcedIp: process.env.MEDIASOUP_ANNOUNCED_IP,
  });
}
