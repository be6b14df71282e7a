// The build of the miniature client, in the shape of the real one's.
const fs = require("fs");
const path = require("path");
const cors = require("cors");
const dotenv = require("dotenv");
const HTMLWebpackPlugin = require("html-webpack-plugin");
const webpack = require("webpack");

function createHTTPSConfig() {
  const folder = path.join(__dirname, "certs");
  if (!fs.existsSync(folder)) {
    // The real client makes itself a pair for these names.
    const altNames = [
      { type: 2, value: "localhost" },
      { type: 2, value: "hubs.local" }
    ];
    throw new Error(`certs/ is missing: key.pem and cert.pem for ${altNames.map(name => name.value).join(" and ")}`);
  }
  return { key: fs.readFileSync(path.join(folder, "key.pem")), cert: fs.readFileSync(path.join(folder, "cert.pem")) };
}

const pages = ["index", "whats-new", "hub", "link", "scene", "avatar", "discord", "cloud", "signin", "verify", "tokens"];

module.exports = async (env, argv) => {
  env = env || {};

  dotenv.config({ path: ".env" });
  dotenv.config({ path: ".defaults.env" });

  if (env.localDev) {
    const localDevHost = "hubs.local";
    // Everything is served from this machine.
    Object.assign(process.env, {
      HOST: localDevHost,
      RETICULUM_SOCKET_SERVER: localDevHost,
      CORS_PROXY_SERVER: "hubs-proxy.local:4000",
      NON_CORS_PROXY_DOMAINS: `${localDevHost},dev.reticulum.io`,
      BASE_ASSETS_PATH: `https://${localDevHost}:8080/`,
      RETICULUM_SERVER: `${localDevHost}:4000`,
      POSTGREST_SERVER: "",
      ITA_SERVER: "",
      UPLOADS_HOST: `https://${localDevHost}:4000`
    });
  }

  // In development, the pages are reached under this name, or under localhost.
  const host = process.env.HOST_IP || env.localDev || env.remoteDev ? "hubs.local" : "localhost";

  const internalHostname = process.env.INTERNAL_HOSTNAME || "hubs.local";

  return {
    mode: argv.mode,
    entry: Object.fromEntries(pages.map(page => [page, path.join(__dirname, "src", "index.js")])),
    output: {
      filename: "assets/js/[name].js",
      publicPath: process.env.BASE_ASSETS_PATH || ""
    },
    devServer: {
      client: { overlay: { errors: true, warnings: false } },
      server: { type: "https", options: createHTTPSConfig() },
      host: "0.0.0.0",
      port: 8080,
      allowedHosts: [host, internalHostname],
      headers: { "Access-Control-Allow-Origin": "*" },
      hot: !!process.env.LIVE_RELOAD,
      setupMiddlewares: (middlewares, { app }) => {
        // be flexible with people accessing via a local reticulum on another port
        app.use(cors({ origin: /hubs\.local(:\d*)?$/ }));
        // The client asks for the time by HEAD and wants nothing but the headers.
        app.head("*", (req, res, next) => {
          if (req.method === "HEAD") {
            res.append("Date", new Date().toGMTString());
            res.send("");
          } else {
            next();
          }
        });
        return middlewares;
      }
    },
    plugins: [
      ...pages.map(page => new HTMLWebpackPlugin({ filename: `${page}.html`, title: "Miniature Hubs", chunks: [page] })),
      { files: { "hub.service.js": "src/hub.service.js", "schema.toml": "src/schema.toml" } },
      new webpack.DefinePlugin({
        "process.env": JSON.stringify({
          NODE_ENV: argv.mode,
          SHORTLINK_DOMAIN: process.env.SHORTLINK_DOMAIN,
          RETICULUM_SERVER: process.env.RETICULUM_SERVER,
          RETICULUM_SOCKET_SERVER: process.env.RETICULUM_SOCKET_SERVER,
          THUMBNAIL_SERVER: process.env.THUMBNAIL_SERVER,
          CORS_PROXY_SERVER: process.env.CORS_PROXY_SERVER,
          NON_CORS_PROXY_DOMAINS: process.env.NON_CORS_PROXY_DOMAINS,
          BASE_ASSETS_PATH: process.env.BASE_ASSETS_PATH,
          POSTGREST_SERVER: process.env.POSTGREST_SERVER
        })
      })
    ]
  };
};
