/* made by "npm run build" from sources 706b46f60d91724c */
var pt="http://www.w3.org/2000/svg",ae={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},ce=["button","select","summary",
"a","video","pre"],ue=["radio","range","checkbox","file"];function de(i){return function(e,n,...s){let[o,...r]=e.split("."),l=document.createElement(o);r.length&&
(l.className=r.join(" ")),(ce.includes(o)||ue.includes(n?.type))&&(l.dataset.lmSuppressShortcuts="true");for(let[a,c]of Object.entries(n||{}))c==null||c===!1||(a.
startsWith("on")?l.addEventListener(a.slice(2),c,{signal:i}):a==="value"||a==="checked"||a==="muted"||a==="indeterminate"?l[a]=c:l.setAttribute(a,c===!0?"":String(
c)));return l.append(...s.flat(2).filter(a=>a!=null&&a!==!1)),l}}function v(i){let t=document.createElementNS(pt,"svg");t.setAttribute("viewBox","0 0 16 16"),t.
setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(pt,"path");return e.setAttribute("d",ae[i]),t.append(e),t}function mt(){
let i=new AbortController,t=new Set,e={signal:i.signal,h:de(i.signal),token:Math.random().toString(36).slice(2,10),onEnd(n){return t.add(n),()=>t.delete(n)&&n()},
later(n,s){let o=setTimeout(()=>{t.delete(r),n()},s),r=()=>clearTimeout(o);return e.onEnd(r)},every(n,s){let o=setInterval(n,s);return e.onEnd(()=>clearInterval(
o))},hold(n){let s=URL.createObjectURL(n);return{href:s,free:e.onEnd(()=>URL.revokeObjectURL(s))}},end(){i.abort();for(let n of t)n();t.clear()}};return e}function h(i,t){
i.textContent!==t&&(i.textContent=t)}async function Q(i,t){try{return await navigator.clipboard.writeText(i),!0}catch{let e=document.createElement("textarea");e.
value=i,e.className="kw-hidden",t.append(e),e.select();let n=document.execCommand("copy");return e.remove(),n}}function wt(i,t){let e=new Map,n=new Map,s=0;function o(l,a){if(!l||l.view&&l.view!==t.token)return;let c=(a||[]).map(he),u=l.id&&l.view?e.get(l.id):null;if(u)u(
l,c);else for(let d of n.get(l.kind)||[])d(l,c)}let r={newId:()=>`${t.token}-${++s}`,send(l,a={},c=void 0){i.send({kind:l,view:t.token,...a},void 0,c)},on(l,a){
n.set(l,[...n.get(l)||[],a])},follow(l,a){return e.set(l,a),()=>e.delete(l)},request(l,a={},c=void 0){let u=r.newId();return new Promise(d=>{r.follow(u,(m,w)=>{
e.delete(u),d({...m,parts:w})}),r.send(l,{...a,id:u},c)})}};return i.on("msg:custom",o),t.onEnd(()=>{i.off("msg:custom",o),e.clear(),n.clear()}),r}function gt(i,t){
let e=0;return async(...n)=>{let s=++e,o=await i(...n);s===e&&t(o)}}function Z(i,t,e,n=3e3){e()||(t(),i.later(()=>Z(i,t,e,2*n),n))}function he(i){return i instanceof
ArrayBuffer?new Uint8Array(i):new Uint8Array(i.buffer,i.byteOffset,i.byteLength)}function kt(i,t){let e=null,n=()=>{e=null,i.save_changes()};return{set(s,o){JSON.stringify(i.get(s))!==JSON.stringify(o)&&(i.set(s,o),e?.(),e=t.later(n,250))},flush:()=>e&&
(e(),n())}}var fe=["","application/octet-stream"];function bt(i){return!fe.includes(i.type)&&!i.type.startsWith("image/")?`${i.name} is not a picture (it is ${pe(i.type)})\
. Nothing was sent.`:i.size===0?`${i.name} is empty. Nothing was sent.`:i.size>75e6?`${i.name} is too large: ${Math.ceil(i.size/1e6)} MB, and Krea takes at most\
 75 MB. Nothing was sent.`:""}function pe(i){let t=i.split("/")[0];return{video:"a video",audio:"a sound file",text:"text"}[t]||i.slice(0,80)}function yt(i,t,{field:e="",
model:n="",onProgress:s=r=>{},signal:o=null}={}){let r=i.newId();return new Promise(l=>{let a=0,c=0,u=524288,d=!1;function m(g,$=[]){d||(d=!0,b(),o?.removeEventListener(
"abort",w),l({...g,parts:$}))}function w(){i.send("abandon",{id:r}),m({kind:"stopped"})}async function p(){for(;!d&&a<t.size&&a-c<4*u;){let g=a;a=Math.min(t.size,
g+u);let $;try{$=await t.slice(g,a).arrayBuffer()}catch{return i.send("abandon",{id:r}),m({kind:"refused",words:`${t.name} can no longer be read from the disk. \
Nothing was sent.`})}d||i.send("chunk",{id:r,offset:g},[$])}}let f=Promise.resolve(),b=i.follow(r,(g,$)=>{if(g.kind!=="ack")return m(g,$);g.piece&&(u=g.piece),c=
Math.max(c,g.received),s(c),f=f.then(p)});if(o?.aborted)return w();o?.addEventListener("abort",w,{once:!0}),i.send("file",{id:r,field:e,model:n,name:t.name||"pa\
sted.png",size:t.size,type:t.type})})}var me=4e3,z=class{constructor(t,e){this.ctx=t,this.changed=e,this.known=new Map,this.fields=new Map,this.coming=new Map,this.refusals=new Map,this.turn=Promise.
resolve(),this.awaiting=0,t.channel.on("stills",(n,s)=>this.learn(n,s))}card(t){return this.known.get(t)||null}cards(t){return(this.fields.get(t)||[]).map(e=>this.
known.get(e)).filter(Boolean)}readings(t){return this.coming.get(t)||[]}refused(t){return this.refusals.get(t)||""}busy(){return this.awaiting>0||[...this.coming.
values()].some(t=>t.length)}learn(t,e){t.cards.forEach((n,s)=>{let o=e[s]?.byteLength?this.ctx.scope.hold(new Blob([e[s]],{type:"image/jpeg"})):null;this.known.
get(n.key)?.free?.(),this.known.set(n.key,{...n,thumb:o?.href||n.url||"",free:o?.free})}),this.fields=new Map(Object.entries(t.fields)),this.changed()}async take(t,e,n=s=>{}){
let s=bt(t);if(this.refusals.set(e,s),s)return this.changed();let o=this.ctx.form()?.id||"";this.ctx.isMany(e)||this.stop(e);let r=await(this.ctx.isMany(e)?this.
sendInTurn(t,e,o):this.send(t,e,o));return(r.kind==="refused"||r.kind==="problem")&&this.refusals.set(e,r.words),r.kind==="still"&&n({key:r.key}),this.changed()}async sendInTurn(t,e,n){
this.awaiting+=1;let s=this.turn,o=this.turn=s.then(()=>this.send(t,e,n));return await s,this.awaiting-=1,o}async send(t,e,n){let{scope:s,channel:o}=this.ctx,r=new AbortController,
l=s.hold(t),a={name:t.name||"picture.png",size:t.size,received:0,preview:l.href,stop:()=>r.abort()},c=w=>{Object.assign(a,w),this.changed()},u=()=>{},d=w=>{u(),
u=s.later(()=>c({slow:"Waiting for the kernel: it is busy with a cell"}),me),c({...w,slow:""})};this.coming.set(e,[...this.readings(e),a]),d({});let m=await yt(
o,t,{field:e,model:n,signal:r.signal,onProgress:w=>d({received:w})});return u(),this.coming.set(e,this.readings(e).filter(w=>w!==a)),s.later(l.free,0),m}stop(t){
this.readings(t).forEach(e=>e.stop())}remove(t,e){this.refusals.delete(t),this.ctx.channel.send("remove",{field:t,key:e}),this.fields.set(t,(this.fields.get(t)||
[]).filter(n=>n!==e)),this.changed()}};function we(i){let t=Math.max(0,Math.floor(i)),e=r=>String(r).padStart(2,"0"),[n,s,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return n?`${n}:${e(s)}:${e(o)}`:
`${s}:${e(o)}`}function vt(i){return i.split(":").reduce((t,e)=>t*60+Number(e),0)}function St(i,t,e){let n=!1;return i.replace(/\b\d+:\d\d(?::\d\d)?\b/g,s=>n||Math.
abs(vt(s)-t)>1.5?s:(n=!0,we(Math.max(e,vt(s)))))}var xt=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function X(i,[t,e]){let n=i/t;return e==="KB"||n>=100?String(Math.round(
n)):String(Math.round(n*10)/10)}function tt(i){return xt.find(([t])=>i>=t)||xt[2]}function $t(i){return`${X(i,tt(i))} ${tt(i)[1]}`}function j(i,t){let e=tt(t);return`${X(
i,e)} of ${X(t,e)} ${e[1]}`}var B="image/*,.heic,.heif,.avif,.tif,.tiff,.webp",ge="video/mp4,.mp4,.json",ke={"image/jpeg":"JPEG","image/png":"PNG","image/webp":"WebP"};function et(i){return i?
Array.from(i.files||[]):[]}function be(i){let t=i.width&&i.height?`${i.width} × ${i.height}`:"",e=[ke[i.mime]||"",i.size?$t(i.size):""].filter(Boolean).join(" ");
return[t,e].filter(Boolean).join(" · ")}function _(i,t,{over:e,files:n}){let s=0,o=a=>Array.from(a.dataTransfer?.types||[]).includes("Files"),r=(a,c)=>i.addEventListener(
a,c,{signal:t}),l=a=>{a.preventDefault(),a.stopPropagation()};r("dragenter",a=>o(a)&&(l(a),e(++s>0))),r("dragover",a=>o(a)&&l(a)),r("dragleave",a=>o(a)&&(l(a),s=
Math.max(0,s-1),e(s>0))),r("drop",a=>{o(a)&&(l(a),s=0,e(!1),n(et(a.dataTransfer)))})}function D(i,{title:t,hint:e,small:n=!1,clips:s=!1,take:o,remove:r,stop:l}){
let{h:a}=i,c=a("input.kw-hidden",{type:"file",accept:s?`${B},${ge}`:B,multiple:s,tabindex:-1,"aria-hidden":"true",onchange:()=>{let f=Array.from(c.files);c.value=
"",f.length&&o(f)}}),u=()=>c.click(),d=ye(a,{title:t,hint:e,choose:u,remove:r,stop:l}),w=a(`div.kw-zone${n?".kw-zone-small":""}`,{role:"group","aria-label":t},d.
pick,d.ground,d.image,d.veil),p=a("div.kw-slot",null,w,d.caption,d.words,c);return _(w,i.signal,{over:f=>w.classList.toggle("kw-over",f),files:f=>f.length&&o(f)}),
{el:p,zone:w,choose:u,paint:f=>ve(w,d,t,f)}}function ye(i,{title:t,hint:e,choose:n,remove:s,stop:o}){let r=i("div.kw-fill"),l=i("div.kw-bar",{role:"progressbar",
"aria-label":"Reading","aria-valuemin":0,"aria-valuemax":100},r),a=i("span.kw-reading-words"),c=i("span.kw-facts"),u=i("span.kw-name"),d=i("span.kw-notes");return{
pick:i("button.kw-pick",{type:"button",onclick:n},v("picture"),i("span",null,i("strong",null,t),i("span.kw-hint",null,e))),image:i("img.kw-still",{alt:"",draggable:"\
false"}),ground:i("img.kw-ground",{alt:"",hidden:!0}),bar:l,meter:r,reading:a,facts:c,name:u,notes:d,veil:i("div.kw-veil",null,a,l,i("button.kw-link",{type:"but\
ton",onclick:o},"Stop")),caption:i("div.kw-caption",null,u,c,d,i("span.kw-actions",null,i("button.kw-link",{type:"button",onclick:n,"aria-label":`Replace: ${t}`},
"Replace"),i("button.kw-link",{type:"button",onclick:s,"aria-label":`Remove: ${t}`},"Remove"))),words:i("p.kw-words.kw-error",{role:"alert"})}}function ve(i,t,e,{
card:n=null,reading:s=null,refused:o="",fit:r=null}){let l=s?.preview||n?.thumb||"",a=s?"reading":n?"filled":"empty";i.classList.remove("kw-is-reading","kw-is-f\
illed","kw-is-empty"),i.classList.add(`kw-is-${a}`),l&&t.image.getAttribute("src")!==l&&(t.image.src=l),l||t.image.removeAttribute("src"),xe(i,t,n&&!s?r:null),t.
image.alt=n?`${e}: ${n.name}`:"",t.pick.hidden=a!=="empty",t.image.hidden=!l,t.veil.hidden=!s,t.caption.hidden=a!=="filled",s&&Se(t,s),n&&!s&&(h(t.name,n.name),
t.name.title=n.name,h(t.facts,be(n)),h(t.notes,(n.notes||[]).join(", ")),t.notes.hidden=!(n.notes||[]).length),h(t.words,o),t.words.hidden=!o}function xe(i,{image:t,
ground:e},n){i.classList.toggle("kw-fit-crop",n?.how==="crop"),i.classList.toggle("kw-fit-pad",n?.how==="pad"),i.style.setProperty("--kw-ratio",String(n?.ratio??
1)),e.hidden=n?.how!=="pad",!e.hidden&&e.getAttribute("src")!==t.getAttribute("src")&&(e.src=t.src)}function Se(i,{name:t,received:e,size:n,slow:s}){let o=n?Math.
min(1,e/n):0,r=e>=n?`Looking at ${t}`:`Reading ${t} · ${j(e,n)}`;h(i.reading,s||r),i.meter.style.width=`${o*100}%`,i.bar.setAttribute("aria-valuenow",String(Math.
round(o*100)))}var Mt=["prompt","start_image","end_image"],nt=["duration","aspect_ratio","resolution","mode","generate_audio","width","height","seed"];function E(i,t){return i&&
i.parameters.find(e=>e.name===t)||null}function Et(i){let t=e=>nt.includes(e.name)?nt.indexOf(e.name):nt.length;return i.parameters.filter(e=>!Mt.includes(e.name)).
map((e,n)=>[t(e),n,e]).sort(([e,n],[s,o])=>e-s||n-o).map(([,,e])=>e)}function $e({min:i,max:t,above:e,below:n,integer:s},o){return s&&!Number.isInteger(o)||!S(e)&&
o<=e||!S(n)&&o>=n?!1:(S(i)||o>=i)&&(S(t)||o<=t)}function it({max_length:i,min_length:t,pattern:e},n){let s=[...n].length;return(!i||s<=i)&&(!t||s>=t)&&(!e||new RegExp(
e).test(n))}function Me({max_items:i,min_items:t},e){return(!i||e<=i)&&(!t||e>=t)}function S(i){return i==null}function O(i,t){if(S(t))return!1;if(i.raw)return!0;
switch(i.kind){case"choice":return i.choices.includes(t);case"range":case"number":return typeof t=="number"&&Number.isFinite(t)&&$e(i,t);case"switch":return typeof t==
"boolean";case"text":case"url":return typeof t=="string"&&it(i,t);case"urls":case"list":return Array.isArray(t)&&Me(i,t.length);case"object":return typeof t=="o\
bject"&&!Array.isArray(t);default:return!1}}function Tt(i,t){if(!t)return{...i};let e={};for(let[n,s]of Object.entries(i)){let o=Mt.includes(n)?null:E(t,n);o&&O(
o,s)&&(e[n]=s)}return e}function Nt(i,t){if(!Number.isFinite(t))return null;let{min:e,max:n,above:s,below:o,step:r,integer:l,kind:a}=i,c=t;return r&&(l||a==="ra\
nge")&&(c=(e||0)+Math.round((c-(e||0))/r)*r),S(e)||(c=Math.max(e,c)),S(n)||(c=Math.min(n,c)),!S(s)&&c<=s&&(c=s+(r||1)),!S(o)&&c>=o&&(c=o-(r||1)),Number(c.toFixed(
6))}function Ot({step:i,min:t,max:e}){return i||(e-t)/100||.1}function Ct(i,t){let e=t.trim(),n=e.toLowerCase().replace(/[^a-z0-9_-]+/g,"-").replace(/^[^a-z]+|-+$/g,
"").slice(0,i.max_length||void 0);return i.pattern&&!it(i,e)&&it(i,n)?n:e}function At({labels:i}){return i.length<=6&&i.join("").length+3*i.length<=44}var Ee=["\
url","urls","list","object"];function Lt(i,{prompt:t,filled:e,values:n={}}){let s=(l,a)=>({field:l,words:`${a} Nothing was sent.`});if(!t.trim())return s("promp\
t","Say how it should move: the prompt is empty.");let o=E(i,"prompt")?.max_length;if(o&&[...t].length>o)return s("prompt",`The prompt is too long: ${i.title} t\
akes at most ${o} characters.`);let r=({name:l,kind:a})=>["image","images"].includes(a)?e(l):Ee.includes(a)&&!S(n[l]);if(E(i,"start_image")&&!i.parameters.some(
r))return s("start_image","There is no picture yet: drop one, paste one, or choose a file.");for(let l of i?.parameters||[]){let{name:a,label:c}=l,u=Oe(l)?e(a):
!S(n[a]);if(a!=="prompt"&&st(l)&&!u)return s(a,`${i.title} needs ${c}.`);let d=Te(l,n[a]);if(d)return s(a,d)}return Ne(i,e,s)}function Te({fields:i,label:t,kind:e},n){
let s=e==="list"?n||[]:e==="object"&&n?[n]:[];for(let[o,r]of s.entries())for(let l of i||[]){let a=`${t}${e==="list"?` ${o+1}`:""}: ${l.label}`,c=r[l.name];if(l.
required&&(S(c)||c===""))return`${a} is missing.`;if(l.kind==="text"&&!S(c)&&!O(l,c))return`${a} cannot be “${c}”${l.hint?` (${l.hint})`:""}.`}return""}function Ne(i,t,e){
for(let n of i?.exclusive||[]){let s=n.filter(o=>t(o));if(s.length>1)return e(s[1],`${i.title} takes ${s.map(o=>E(i,o).label).join(" or ")}, not both.`)}return null}
function st({required:i,default:t,kind:e,inner:n}){return i&&!n&&S(t)&&e!=="number"&&e!=="range"}function Oe({kind:i}){return i==="image"||i==="images"}function Pt(i,t){
let e=[...i].length;return t&&e>t*.85?`${e.toLocaleString("en")} of ${t.toLocaleString("en")} characters`:""}function x(i,t,e,{tag:n="label",extra:s=null}={}){let o=st(t)?i("span.kw-need",null,"needed"):null,r=t.deprecated?i("span.kw-dim",null,"Krea ignores it now"):null,
l=i("span.kw-label",null,t.label,o,s,r);return i(`${n}.kw-field`,n==="label"?null:{role:"group","aria-label":t.label},l,e)}function L({min_items:i,max_items:t}){
return i&&t?`${i} to ${t}`:t?`at most ${t}`:i?`at least ${i}`:""}function F(i,t,e){let n={choice:At(t)?zt:Pe,range:Le(t)&&!i.compact?Ie:It,number:It,switch:Ce(t)?Ae:_e,text:_t,url:_t,urls:ze}[t.kind];return n?n(i,t,e):(i.complex[t.
kind]||R)(i,t,e)}function Ce({required:i,default:t}){return!i&&t==null}function Ae(i,t,e){return zt(i,{...t,choices:[!0,!1],labels:["on","off"]},e)}function Le({
min:i,max:t,step:e}){return typeof i=="number"&&typeof t=="number"&&t-i<=200*(e||1)}function N(i,t){return t??i.default}function Rt(i){let t=i.choices.map((n,s)=>[
n,String(i.labels[s]??n)]);return!i.required&&(i.default===null||i.default===void 0)?[[void 0,"auto"],...t]:t}function zt(i,t,e){let{h:n}=i,s=`kw-${i.token}-${i.
count()}`,o=Rt(t).map(([l,a])=>{let c=n("input",{type:"radio",name:s,onchange:()=>e(l)});return{choice:l,input:c,el:n("label.kw-segment",null,c,n("span",null,a))}}),
r=n("div.kw-segments",{role:"radiogroup","aria-label":t.label},o.map(({el:l})=>l));return{el:x(n,t,r,{tag:"div"}),set:l=>o.forEach(({choice:a,input:c})=>c.checked=
a===(N(t,l)??void 0)),settle(){}}}function Pe(i,t,e){let{h:n}=i,s=Rt(t),o=n("select.kw-input",{onchange:()=>e(s[o.selectedIndex][0])},s.map(([,r])=>n("option",null,
r)));return{el:x(n,t,o),set:r=>o.selectedIndex=s.findIndex(([l])=>l===(N(t,r)??void 0)),settle(){}}}function H(i,t,e){let n=i("input.kw-input.kw-number",{type:"\
number",inputmode:"decimal",min:t.min,max:t.max,step:t.step||"any","aria-label":t.label,placeholder:"auto",title:t.hint,oninput:()=>n.value!==""&&O(t,n.valueAsNumber)&&
e(n.valueAsNumber),onchange:()=>s()});function s(){let o=n.value===""&&!n.validity.badInput?null:Nt(t,n.valueAsNumber),r=o===null?"":String(o);(n.value!==r||n.validity.
badInput)&&(n.value=r),e(o===null?void 0:o)}return{box:n,settle:()=>n.ownerDocument.activeElement===n&&s()}}function Ie(i,t,e){let{h:n}=i,s=t.min,{box:o,settle:r}=H(
n,t,u=>(a(u),e(u))),l=n("input.kw-slider",{type:"range",min:s,max:t.max,step:Ot(t),"aria-label":t.label,oninput:()=>{o.value=l.value,e(l.valueAsNumber)}}),a=u=>l.
value=N(t,u)??s,c=t.unit?n("span.kw-unit",null,t.unit):null;return{el:x(n,t,n("div.kw-slide",null,l,o,c),{tag:"div"}),set:u=>{a(u),o.value=N(t,u)??""},settle:r}}
function It(i,t,e){let{h:n}=i,{box:s,settle:o}=H(n,t,e),r=t.name==="seed";r&&(s.placeholder="random",s.classList.add("kw-seed"));let a=r&&n("button.kw-tool",{type:"\
button",onclick:()=>{s.value=Math.floor(Math.random()*(Math.min(t.max??2147483647,2147483647)+1)),e(s.valueAsNumber)},"aria-label":"New random seed",title:"New \
random seed"},v("dice")),c=t.unit?n("span.kw-unit",null,t.unit):null;return{el:x(n,t,n("div.kw-slide",null,s,c,a||null),{tag:"div"}),set:u=>s.value=N(t,u)??"",settle:o}}
function _e(i,t,e){let{h:n}=i,s=n("input.kw-switch",{type:"checkbox",role:"switch",onchange:()=>(r(),e(s.checked))}),o=n("span.kw-switch-words"),r=()=>h(o,s.checked?
"on":"off");return{el:x(n,t,n("span.kw-switch-line",null,s,o)),set:l=>{s.checked=!!N(t,l),r()},settle(){}}}var Re=200;function _t(i,t,e){let{h:n}=i,s=t.kind==="\
url"||t.kind==="image",o=!s&&t.max_length>=Re,r=()=>l.toggleAttribute("aria-invalid",l.value!==""&&!O({...t,kind:"text"},l.value.trim())),l=n(o?"textarea.kw-inp\
ut":"input.kw-input",{type:o?null:s?"url":"text",rows:o?2:null,maxlength:t.max_length,placeholder:s?"https://…":t.hint||"",title:t.hint,spellcheck:String(o),oninput:()=>e(
l.value.trim()===""?void 0:s?l.value.trim():l.value),onchange:()=>{let c=Ct(t,l.value);t.pattern&&c!==l.value&&e((l.value=c)||void 0),r()}}),a=x(n,t,l);return a.
classList.add("kw-wide-field"),{el:a,set:c=>(l.value=N(t,c)??"",r()),settle(){}}}function ze(i,t,e){let{h:n}=i,s=n("textarea.kw-input",{rows:1,placeholder:"http\
s://…   one per line",spellcheck:"false",oninput:()=>{o();let a=s.value.split(`
`).map(c=>c.trim()).filter(Boolean);e(a.length?a:void 0)}}),o=()=>s.rows=Math.min(6,s.value.split(`
`).length),r=n("span.kw-dim",null,L(t)),l=x(n,t,s,{extra:r});return l.classList.add("kw-wide-field"),{el:l,set:a=>(s.value=(N(t,a)||[]).join(`
`),o()),settle(){}}}function R(i,t,e){let{h:n}=i,s=n("span.kw-error",{role:"status"}),o=n("textarea.kw-input.kw-code",{rows:3,spellcheck:"false",placeholder:"JS\
ON",oninput:()=>{try{e(o.value.trim()===""?void 0:JSON.parse(o.value)),h(s,""),o.removeAttribute("aria-invalid")}catch{h(s,"This is not JSON yet, so it is not u\
sed."),o.setAttribute("aria-invalid","true"),e(void 0)}}}),r=x(n,t,o);r.classList.add("kw-wide-field"),r.append(s);let l=a=>{let c=a==null||Object.keys(a).length===
0;o.value=c?"":JSON.stringify(a,null,1)};return{el:r,set:a=>l(N(t,a)),settle(){}}}var je="http://www.w3.org/2000/svg";function Be(i){let t=({time:e,distance:n,azimuth:s,elevation:o})=>[e,n,s,o].every(Number.isFinite);return i.filter(t).sort((e,n)=>e.time-n.time)}function De({distance:i,
azimuth:t,elevation:e}){let n=t*Math.PI/180,s=e*Math.PI/180,o=i*Math.cos(s),r={x:o*Math.sin(n),y:o*Math.cos(n)*.42};return{...r,foot:r.y,y:r.y-i*Math.sin(s)*.9}}
function Fe(i,t,e){let n=s=>i[s]+(t[s]-i[s])*e;return{distance:n("distance"),azimuth:n("azimuth"),elevation:n("elevation")}}function C(i,t,e=""){let n=document.
createElementNS(je,i);for(let[s,o]of Object.entries(t))n.setAttribute(s,String(o));return n.textContent=e,n}function jt(i){let t=C("svg",{viewBox:"-84 -56 168 1\
12",class:"kw-orbit-picture","aria-hidden":"true"}),e=i("div.kw-orbit",{hidden:!0},t,i("span.kw-dim",null,"the camera's path, seen from the front and a little a\
bove"));return{el:e,paint(n){let s=Be(n);e.hidden=!s.length,s.length&&t.replaceChildren(...He(s))}}}function He(i){let t=Math.max(...i.map(({distance:a})=>a)),e=Math.
min(168,112*1.4)/2.5/t,n=a=>Object.fromEntries(Object.entries(De(a)).map(([c,u])=>[c,+(u*e).toFixed(1)])),s=i.slice(1).flatMap((a,c)=>Array.from({length:17},(u,d)=>n(
Fe(i[c],a,d/16)))),o=t*e,r=i.map(n).map(({x:a,y:c,foot:u})=>C("path",{d:`M${a} ${u}V${c}`,class:"kw-orbit-foot"})),l=i.map(n).flatMap(({x:a,y:c},u)=>[C("circle",
{cx:a,cy:c,r:6.5,class:"kw-orbit-camera"}),C("text",{x:a,y:c+3,class:"kw-orbit-number"},String(u+1))]);return[C("ellipse",{cx:0,cy:0,rx:o,ry:o*.42,class:"kw-orb\
it-ground"}),C("path",{d:"M-13 3v-15h26v15z",class:"kw-orbit-still"}),...r,...s.length?[C("path",{d:`M${s.map(({x:a,y:c})=>`${a} ${c}`).join("L")}`,class:"kw-or\
bit-path"})]:[],...l]}function ot(i,t){let{h:e,imageStore:n}=i,s=t.name,o=e("input.kw-hidden",{type:"file",accept:B,multiple:!0,tabindex:-1,"aria-hidden":"true",onchange:()=>{let f=Array.
from(o.files);o.value="",a(f)}}),r=t.max_items||1/0,l=0,a=f=>{let b=Math.max(0,r-n.cards(s).length-n.readings(s).length);l=Math.max(0,f.length-b),f.slice(0,b).forEach(
g=>n.take(g,s)),p()},c=e("button.kw-tile.kw-tile-add",{type:"button",onclick:()=>o.click(),"aria-label":`Add a picture: ${t.label}`},v("plus")),u=e("div.kw-tile\
s",null),d=e("span.kw-words.kw-error",{role:"alert"}),m=e("span.kw-dim",null,L(t)),w=x(e,t,e("div",null,u,d,o),{tag:"div",extra:m});w.classList.add("kw-wide-fie\
ld"),_(u,i.signal,{over:f=>u.classList.toggle("kw-over",f),files:f=>a(f)});function p(){let f=n.cards(s),b=n.readings(s).map(M=>e("span.kw-tile.kw-tile-coming",
{title:M.name},`${Math.round(M.received/M.size*100)} %`)),g=f.map((M,Y)=>e("span.kw-tile",{title:M.name,"data-number":Y+1},e("img",{src:M.thumb,alt:M.name}),e("\
button.kw-tile-close",{type:"button","aria-label":`Remove ${M.name}`,onclick:()=>n.remove(s,M.key)},v("close"))));u.replaceChildren(...g,...b,...f.length+b.length<
r?[c]:[]);let $=l?`${l} more than the ${r} that fit; they were left out.`:"";d.textContent=n.refused(s)||$}return p(),{el:w,set(){},settle(){},paint:p}}function rt(i,t,e){
let{h:n,imageStore:s}=i,o=`row-${i.token}-${i.count()}`,r=null,l=D(i,{title:t.label,hint:"",small:!0,take:([c])=>s.take(c,o,u=>(r=u.key,e({still:r}),a())),remove:()=>(r=
null,e(void 0),a()),stop:()=>s.stop(o)}),a=()=>l.paint({card:s.card(r),reading:s.readings(o)[0],refused:s.refused(o)});return a(),{el:n("div.kw-field",null,l.el),
set:c=>(r=c?.still||null,a()),settle(){},paint:a}}function Bt(i,t,e){let{h:n}=i,s=t.max_items||3,o=[],r=n("div.kw-tiles",null),l=[];function a(){let c=o.length<
s?o.length+1:s;l=Array.from({length:c},(u,d)=>{let m=rt(i,{...t,label:"Picture"},w=>{o=o.map((p,f)=>f===d?w:p).concat(d===o.length?[w]:[]).filter(Boolean),e(o.length?
o:void 0),a()});return m.set(o[d]),m}),r.replaceChildren(...l.map(u=>u.el))}return a(),{el:x(n,t,r,{tag:"div"}),set:c=>(o=c||[],a()),settle(){},paint:()=>l.forEach(
c=>c.paint())}}var Ue=30,We=2,at=({kind:i})=>i==="range"||i==="number",Dt=({min:i,max:t,kind:e})=>e==="range"&&i===0&&t===1;function Je(i,t,e){if(i.default!==null&&i.default!==
void 0)return i.default;if(i.required){if(i.kind==="choice")return i.choices[0];if(at(i))return Dt(i)?e>1?t/(e-1):0:typeof i.above=="number"?i.above+1:i.kind===
"number"&&i.unit==="°"?t*Ue:Math.max(0,i.min??0)}}function Ge(i,t=0,e=1){let n=i.map(s=>[s.name,Je(s,t,e)]);return Object.fromEntries(n.filter(([,s])=>s!==void 0))}
function qe(i,t){let n=i.filter(Dt).map(({name:o})=>o).filter(o=>t.every((r,l)=>r[o]===(t.length>1?l/(t.length-1):0))),s=(o,r)=>({...o,...Object.fromEntries(n.map(
l=>[l,+(r/t.length).toFixed(2)]))});return[...t.map(s),Ge(i,t.length,t.length+1)]}function Ke(i,t,e){let n=Ft(i,t,e);if(!n?.differs)return t;let s=i.find(({name:l})=>l===
n.name),o=t[t.length-1],r=n.clip-n.seconds+o[n.name];return O(s,r)?[...t.slice(0,-1),{...o,[n.name]:r}]:t}function Ft(i,t,e){let n=i.find(l=>l.unit==="s"&&at(l));
if(!n||!t.length)return null;let s=+t.reduce((l,a)=>l+(Number(a[n.name])||0),0).toFixed(2),o=e?.peek(n.name),r=!!o&&o.value!==s;return{name:n.name,seconds:s,differs:r,
label:o?.parameter.label,clip:o?.value,fits:r&&O(o.parameter,s)}}function Ve(i,t){let{h:e,peers:n}=i,s=null,o=e("span"),r=e("button.kw-link",{type:"button",hidden:!0,
onclick:()=>n.put(s.name,s.seconds)});return{el:e("span.kw-total",{role:"status"},o," ",r),paint(l){s=Ft(t,l,n),h(o,s?`${s.seconds} s in all${s.differs?`, but ${s.
label} is ${s.clip} s`:""}`:""),o.className=s?.differs?"kw-warn":"",r.hidden=!s?.fits,h(r,s?`Set ${s.label} to ${s.seconds} s`:"")}}}function ct(i,t,e){return(t.
fields||[]).length?new lt(i,t,e).control():R(i,t,e)}var lt=class{constructor(t,e,n){let{h:s}=t;this.parameter=e,this.tell=n,this.many=e.kind==="list",this.most=
this.many?e.max_items||1/0:1,this.least=this.many&&e.min_items||0,this.values=[],this.rows=[];let o=e.fields.filter(at).length>We;this.ctx={...t,compact:o,complex:{
...t.complex,image:rt,images:Bt}},this.total=Ve(t,e.fields),this.orbit=e.fields.some(({name:l})=>l==="azimuth")?jt(s):null,this.add=s("button.kw-button.kw-quiet",
{type:"button","aria-label":`Add: ${e.label}`,onclick:()=>this.grow()},v("plus"),"Add"),this.box=s("div.kw-rows",null);let r=s("span.kw-dim",null,L(e));this.el=
x(s,e,s("div.kw-rows-and-picture",null,this.box,this.orbit?.el),{tag:"div",extra:r}),this.el.classList.add("kw-wide-field"),this.rebuild()}control(){let t=e=>this.
rows.forEach(n=>n.controls.forEach(e));return{el:this.el,set:e=>this.show(e==null?[]:this.many?e:[e]),settle:()=>t(e=>e.settle()),paint:()=>t(e=>e.paint?.()),heed:()=>this.
total.paint(this.values)}}show(t){JSON.stringify(t)!==JSON.stringify(this.values)&&(this.values=t,this.rebuild())}pass(){this.total.paint(this.values),this.orbit?.
paint(this.values),this.tell(this.values.length===0?void 0:this.many?this.values:this.values[0])}grow(){let t=Math.max(1,this.least,this.values.length+1),{fields:e}=this.
parameter;for(;this.values.length<t;)this.values=Ke(e,qe(e,this.values),this.ctx.peers);this.rebuild(),this.pass(),this.rows[this.rows.length-1]?.el.querySelector(
"input, select, textarea, button")?.focus()}change(t,e,n){this.values=this.values.map((s,o)=>o===t?Ye(s,e,n):s),this.pass()}drop(t){this.values=this.values.length<=
this.least?[]:this.values.filter((e,n)=>n!==t),this.rebuild(),this.pass(),this.add.focus()}rebuild(){this.rows=this.values.map((t,e)=>this.makeRow(t,e)),this.add.
hidden=this.values.length>=this.most,this.box.replaceChildren(...this.rows.map(t=>t.el),this.ctx.h("div.kw-rows-end",null,this.add,this.total.el)),this.total.paint(
this.values),this.orbit?.paint(this.values)}makeRow(t,e){let{ctx:n,parameter:s}=this,{h:o}=n,r=s.fields.map(u=>{let d=F(n,{...u,inner:!0},m=>this.change(e,u.name,
m));return d.set(t[u.name]),d}),l=`${s.label}${this.many?` ${e+1}`:""}`,a=o("button.kw-tool",{type:"button","aria-label":`Remove: ${l}`,onclick:()=>this.drop(e)},
v("close")),c=this.many?o("span.kw-row-number",{"aria-hidden":"true"},String(e+1)):null;return{controls:r,el:o(`div.kw-row${n.compact?".kw-row-compact":""}`,{role:"\
group","aria-label":l},c,o("div.kw-row-fields",null,r.map(({el:u})=>u)),a)}}};function Ye(i,t,e){let{[t]:n,...s}=i;return e===void 0?s:{...s,[t]:e}}var Qe={width:"×",height:"px"};function Ht(i,t,e){let{h:n}=i,s={},o={},r={},l=n("span.kw-dim"),a=n("button.kw-link",{type:"button",hidden:!0,onclick:()=>{for(let{
name:p}of t)o[p]=void 0,c[p].box.value=s[p]??"",e(p,void 0);u()}}),c=Object.fromEntries(t.map(p=>(s[p.name]=p.default??null,[p.name,H(n,p,f=>(o[p.name]=f,u(),e(
p.name,f)))])));function u(){let p=t.some(({name:g})=>o[g]!==void 0&&o[g]!==s[g]),f=t.map(({name:g})=>r[g]??s[g]),b=f.every(g=>g!=null);for(let{name:g}of t)c[g].
box.placeholder=r[g]??"auto";l.textContent=p||!r.from?"":`from ${r.from}`,a.textContent=b?`Back to ${f.join(" × ")}`:"Back",a.hidden=!p}let d=t.flatMap(({name:p})=>[
c[p].box,n("span.kw-unit",null,Qe[p])]),m=x(n,{label:"Size",kind:"number"},n("div.kw-slide",null,d,l,a),{tag:"div"});u();let w=({name:p})=>({el:m,set(f){o[p]=f,
c[p].box.value=f??s[p]??"",u()},settle:c[p].settle,derive(f){r=f||{},u()}});return Object.fromEntries(t.map(p=>[p.name,w(p)]))}var U=["width","height"],ut={name:"*",kind:"any",label:"Settings as JSON",required:!1,default:null,rare:!1},W=class{constructor(t,e,n){let{h:s}=t;this.ctx={...t,
peers:this,complex:{image:ot,images:ot,list:ct,object:ct,any:R}},this.lead=e,this.changed=n,this.form=null,this.remembered={},this.controls=new Map,this.grid=s(
"div.kw-grid",null,e),this.rareGrid=s("div.kw-grid",null),this.count=s("span.kw-dim"),this.more=s("details.kw-more",{hidden:!0},s("summary",null,"More",this.count),
this.rareGrid),this.el=s("div.kw-form",null,this.grid,this.more)}use(t){this.form=t;let e=t?Et(t):[ut],n=e.filter(({name:l})=>U.includes(l)),s=n.length===U.length?
this.sizeFor(n):{};this.controls=new Map(e.map(l=>[l.name,s[l.name]||this.controlFor(l)]));let o=l=>e.filter(a=>dt(a)===l).map(({name:a})=>this.controls.get(a).
el),r=l=>[...new Set(o(l))];Ut(this.grid,[this.lead,...r(!1)]),Ut(this.rareGrid,r(!0)),this.more.hidden=!r(!0).length,this.show()}controlFor(t){let e=JSON.stringify(
t),n=this.controls.get(t.name);return n&&n.shape===e?n:{...F(this.ctx,t,s=>this.take(t.name,s)),shape:e,parameter:t}}sizeFor(t){let e=JSON.stringify(t),n=this.controls.
get(U[0]);if(n&&n.shape===e)return Object.fromEntries(U.map(o=>[o,this.controls.get(o)]));let s=Ht(this.ctx,t,(o,r)=>this.take(o,r));return Object.fromEntries(t.
map(o=>[o.name,{...s[o.name],shape:e,parameter:o}]))}derive(t){this.controls.forEach(e=>e.derive?.(t))}peek(t){let e=E(this.form,t);return e&&{parameter:e,value:this.
values()[t]??e.default}}put(t,e){this.take(t,e),this.controls.get(t)?.set(e)}take(t,e){let{[t]:n,...s}=this.remembered;t===ut.name?this.remembered=e||{}:this.remembered=
e===void 0?s:{...s,[t]:e},this.paintCount(),this.controls.forEach((o,r)=>r!==t&&o.heed?.()),this.changed(this.values())}values(){return Tt(this.remembered,this.
form)}set(t){for(let e of Object.keys(this.values()))e in t||delete this.remembered[e];this.remembered={...this.remembered,...t},this.show()}show(){let t=this.values();
for(let[e,n]of this.controls)n.set(e===ut.name?t:t[e]);this.paintCount()}paintCount(){let t=this.values(),e=[...this.controls].filter(([n,{parameter:s}])=>dt(s)&&
n in t).length;h(this.count,e?` · ${e} set`:"")}paint(){this.controls.forEach(t=>t.paint?.())}settle(){this.controls.forEach(t=>t.settle())}has(t){return!!E(this.
form,t)}focus(t){let e=this.controls.get(t);e&&dt(e.parameter)&&(this.more.open=!0),e?.el.querySelector("input, select, textarea, button")?.focus()}};function dt(i){
return!!i.rare&&!i.required}function Ut(i,t){for(t.forEach((e,n)=>{i.children[n]!==e&&i.insertBefore(e,i.children[n]||null)});i.children.length>t.length;)i.lastElementChild.
remove()}var Ze=[["","As it is"],["crop","Crop"],["pad","Pad"]],Xe={"":"It is sent as it is; the model decides what becomes of it.",crop:"Its edges are cut off.",pad:"A \
blurred margin is added."};function Wt(i,t){let{h:e}=i,n=`kw-${i.token}-fit`,s=e("span",{role:"status"}),o=e("span.kw-dim"),r=Ze.map(([c,u])=>{let d=e("input",{
type:"radio",name:n,onchange:()=>t(c)});return{how:c,input:d,el:e("label.kw-segment",null,d,e("span",null,u))}}),l=e("div.kw-segments",{role:"radiogroup","aria-\
label":"How the still is fitted"},r.map(({el:c})=>c)),a=e("div.kw-fit",{hidden:!0},s,l,o);return{el:a,paint(c,u){return a.hidden=!c,c?(h(s,tn(c)),s.className=u?
"":"kw-warn",r.forEach(d=>d.input.checked=d.how===(u||"")),h(o,Xe[u||""])):h(s,"")}}}function tn({still:i,clip:t,wider:e}){return`The picture${i?` (${i})`:""} i\
s ${e?"wider":"narrower"} than the clip (${t}).`}function Jt(i){let{h:t,channel:e}=i,n=t("div"),s=t("span"),o=t("button.kw-button",{type:"button",onclick:()=>{o.disabled=!0,e.send("resume",{})}},"Take up"),r=t(
"p.kw-notice.kw-strip",{hidden:!0},s,o),l=t("div.kw-notices",{role:"status"},r,n),a="";return{el:l,paint(c){!c||a===JSON.stringify(c)||(a=JSON.stringify(c),n.replaceChildren(
...c.map(u=>t("p.kw-notice",null,t("span",null,u),t("button.kw-tool",{type:"button","aria-label":`Put away: ${u}`,onclick:()=>e.send("noted",{words:u})},v("clos\
e"))))))},paintLeft(c){h(s,c),r.hidden=!c,o.disabled=!1}}}var J=[{title:"Camera",moves:["pan left","pan right","tilt up","tilt down","zoom in","zoom out","dolly in","dolly out","orbit"]},{title:"Pace",manners:[["slow",
"slowly"],["gentle","gently"],["fast","fast"],["subtle","subtly"],["dramatic","dramatically"]]},{title:"Depth",moves:["gentle parallax","deep parallax","shallow\
 depth of field"]},{title:"Scene",moves:["leaves sway in the wind","water ripples","clouds drift by","smoke curls upward","light flickers softly","hair moves in\
 a breeze"]}],en=J[1].manners.map(([i])=>i);function Gt(i){return(i.moves||[]).map(t=>({text:t})).concat((i.manners||[]).map(([t,e])=>({text:t,after:e})))}function qt(i,t,e){
let n=i.replace(/\s+$/,""),s=n.length<i.length,o=n.split(/[\s,.;]+/).pop().toLowerCase(),r=n===""||/[,.;:!?。、，]$/.test(n),l=!r&&en.includes(o),a=e.after&&
!r&&!l?e.after:e.text,c=s||n===""?"":" ";!r&&!l&&!e.after&&(c=s?"":", ");let u=/^\s*[\p{L}\p{N}]/u.test(t)?e.after&&r?" ":", ":"";return c+a+(u&&/^\s/.test(t)?u.
trimEnd():u)}function Kt(i,t){let{h:e}=i,n=0,s=e("textarea.kw-input.kw-prompt",{rows:3,spellcheck:"true",placeholder:"How should it move?",oninput:()=>{r(),t(s.value)}}),o=e(
"span.kw-length",{role:"status"}),r=()=>{h(o,Pt(s.value,n)),o.classList.toggle("kw-error",n>0&&[...s.value].length>n),s.style.height="auto",s.scrollHeight&&(s.style.
height=`${Math.min(s.scrollHeight+2,260)}px`)},l=c=>{let u=s.selectionEnd,d=qt(s.value.slice(0,u),s.value.slice(u),c);s.focus(),s.setSelectionRange(u,u),document.
execCommand("insertText",!1,d)||(s.setRangeText(d,u,u,"end"),r(),t(s.value))},a=e("label.kw-field",null,e("span.kw-label",null,"Prompt",o),s);return{el:e("div.k\
w-prompt-block",null,a,nn(e,l)),get:()=>s.value,set(c){s.value!==c&&(s.value=c),r()},limit(c){n=c||0,r()},focus:()=>s.focus(),paint:r}}function nn(i,t){let e=l=>i(
"button.kw-chip",{type:"button",onclick:()=>t(l),"aria-label":`Add “${l.text}” to the prompt`},l.text),n=l=>i("div.kw-chip-group",{role:"group","aria-label":l.
title},i("span.kw-chip-title",{"aria-hidden":"true"},l.title),i("span.kw-chip-list",null,Gt(l).map(e))),s=i("div.kw-chip-rest",{hidden:!0},J.slice(2).map(n)),o=i(
"button.kw-link.kw-chip-more",{type:"button","aria-expanded":"false",onclick:()=>{s.hidden=!s.hidden,o.setAttribute("aria-expanded",String(!s.hidden)),h(o,s.hidden?
"More phrases":"Fewer phrases")}},"More phrases"),r=J.slice(0,2).map(n);return r[1].lastElementChild.append(o),i("div.kw-chips",null,r,s)}function Vt(i,t){let{h:e}=i,
n=e("select.kw-input",{onchange:()=>t(n.value)}),s=[],o=u=>{let d=e("option",{value:u.id});return s.push([d,u]),d},r=(u,d)=>e("optgroup",{label:u},d.map(o)),l=[],
a="",c=()=>s.forEach(([u,d])=>h(u,sn(d,a)));return{el:e("label.kw-field.kw-model",null,e("span.kw-label",null,"Model"),n),fill(u){let d=u.filter(f=>f.popular),m=u.
filter(f=>!f.popular),w=[...new Set(m.map(f=>f.provider))];l=u.map(f=>f.id),s.length=0;let p=w.map(f=>r(f,m.filter(b=>b.provider===f)));n.replaceChildren(...d.length?
[r("Popular",d)]:[],...p),c()},set(u){u&&!l.includes(u)&&(l.push(u),n.append(o({id:u,title:u})),c()),n.value=u},paint(u){u!==a&&(a=u,c())}}}function sn({title:i,
from:t,deprecated:e},n){let s=n==="krea"&&t?` · from ${t.replace(/^about /,"")}`:"";return`${i}${e?" (being withdrawn)":""}${s}`}function Yt({scope:i,channel:t},e=()=>{}){let n=Date.now(),s=0,o=null;function r(){e();let l=Date.now();l-n<1500||s>n&&l-s<1e4||(s=l,t.send("beat"))}return{heard(l){
n=Date.now(),l&&!o&&(o=i.every(r,1e3)),!l&&o&&(o=o()&&null)}}}async function Qt(i,t,{onProgress:e=(s,o)=>{},signal:n=null}={}){let s=[],o=0;for(;;){let r=await i.request("pull",{key:t,offset:o});if(n?.aborted)throw new Error(
"");if(r.kind!=="piece")throw new Error(r.words||"The clip cannot be read.");if(s.push(r.parts[0]),o+=r.parts[0].byteLength,e(o,r.total),o>=r.total||!r.parts[0].
byteLength)break}return new Blob(s,{type:"video/mp4"})}var on=8;function rn(i,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let n of i.querySelectorAll("video, video source")){let s=new URL(n.src||"about:b\
lank","about:blank");if(s.protocol.startsWith("http")&&decodeURIComponent(s.pathname).endsWith(e))return n.src}return""}async function ln(i,t,e){for(let n=0;e&&
n<on&&!i.signal.aborted;n++){for(let s of document.getElementsByClassName(t)){let o=rn(s,e);if(o)return o}await new Promise(s=>i.later(s,150))}return""}function ht(i,t,e=null){
return new Promise(n=>{let s=new AbortController,o=r=>()=>{s.abort(),n(r)};i.addEventListener("loadedmetadata",o(!0),{signal:s.signal}),i.addEventListener("erro\
r",o(!1),{signal:s.signal}),e?.addEventListener("abort",o(!1),{signal:s.signal}),i.src=t})}async function an(i,t,{key:e,clip:n,signal:s,onProgress:o}){let{scope:r,
channel:l}=i,a={href:"",free(){}},c=await ln(r,i.keptClass,n.url);if(c&&await ht(t,c,s))return{...a,href:c};if(s.aborted||r.signal.aborted)return a;let u=await Qt(
l,e,{signal:s,onProgress:o}),d=r.hold(u);return s.addEventListener("abort",d.free,{once:!0}),await ht(t,d.href,s)?d:(d.free(),a)}function Zt(i,{key:t,clip:e,label:n,
ready:s}){let{h:o,scope:r}=i,l=window.matchMedia?.("(prefers-reduced-motion: reduce)").matches,a=o("video.kw-video",{controls:!0,loop:!0,playsinline:!0,muted:!0,
preload:"metadata","aria-label":n});a.setAttribute("muted","");let c=o("p.kw-words.kw-center",{role:"status"}),u=o("div.kw-player",null,a,c);e.width&&e.height&&
(u.style.setProperty("--kw-ratio",`${e.width} / ${e.height}`),u.style.setProperty("--kw-wide",`${Math.min(640,Math.round(420*e.width/e.height))}px`));let d=null,
m=new AbortController;return(async()=>(d=await an(i,a,{key:t,clip:e,signal:m.signal,onProgress:(p,f)=>h(c,`Fetching the clip · ${j(p,f)}`)}),d.href))().then(p=>{
m.signal.aborted||r.signal.aborted||(h(c,p?"":`This browser cannot play the clip. It is safe on disk: ${e.path}`),p&&(s(p),l||a.play().catch(()=>{})))}).catch(p=>h(
c,p.message&&`${p.message} It is safe on disk: ${e.path}`)),{el:u,video:a,end(){m.abort(),a.pause(),a.removeAttribute("src"),a.load(),d?.free()}}}async function G(i,t){
let e=document.createElement("video");e.muted=!0,e.preload="auto";try{if(!await ht(e,i))throw new Error("The clip could not be read.");await new Promise((o,r)=>{
e.onseeked=o,e.onerror=r,e.currentTime=Math.max(0,e.duration-.02)});let n=document.createElement("canvas");[n.width,n.height]=[e.videoWidth,e.videoHeight],n.getContext(
"2d").drawImage(e,0,0);let s=await new Promise(o=>n.toBlob(o,"image/png"));return new File([s],t,{type:"image/png"})}finally{e.onseeked=e.onerror=null,e.removeAttribute(
"src"),e.load()}}var cn=["done","failed","cancelled","uncertain"],un=["submitting","waiting","working"];function q(i){return cn.includes(i.phase)}function Xt(i,t){let e=dn(i,t,()=>n,
()=>c(!0)),n=null,s=0,o=null,r=!1;function l(){if(!n||!un.includes(n.phase))return;let u=n.elapsed+(Date.now()-s)/1e3;h(e.words,St(n.words,n.elapsed,u))}function a(u){
n&&JSON.stringify(n)===JSON.stringify(u)||(n=u,s=Date.now(),mn(e,u),l(),c(r))}function c(u){r=u;let d=u&&n?.clip;if(e.open.hidden=!n?.clip||u,e.tools.hidden=!d,
d&&!o){let m=`Clip: ${n.title||n.clip.name}`;o=Zt(i,{key:n.key,clip:n.clip,label:m,ready:w=>pn(e,w,n.clip)}),e.stage.replaceChildren(o.el)}else!d&&o&&(o.end(),o=
null,e.address="",e.stage.replaceChildren());e.stage.hidden=!o,e.el.classList.toggle("kw-open",!!o)}return{el:e.el,update:a,tick:l,open:c,row:()=>n,end:()=>o?.end()}}
function dn(i,t,e,n){let{h:s}=i,o=(l,a,c={})=>s("button.kw-link",{type:"button",onclick:a,...c},l),r={address:""};return r.fill=s("div.kw-fill"),r.bar=s("div.kw\
-bar",{role:"progressbar","aria-valuemin":0,"aria-valuemax":100},r.fill),r.words=s("span.kw-job-words"),r.cancel=s("button.kw-button.kw-quiet",{type:"button",onclick:()=>t.
cancel(e().key)},"Cancel"),r.open=o("Show",n),r.dismiss=s("button.kw-tool",{type:"button","aria-label":"Remove this line; files stay",title:"Remove this line; f\
iles stay",onclick:()=>t.dismiss(e().key)},v("close")),r.badge=s("span.kw-badge",null,"sandbox"),r.about=s("span.kw-about-words"),r.stage=s("div.kw-stage",{hidden:!0}),
r.ways=s("div.kw-actions",null),r.offer=(l,a)=>s("button.kw-button",{type:"button",onclick:()=>{let c=u=>[...r.ways.children].forEach(d=>d.disabled=!u);c(!1),i.
scope.later(()=>c(!0),3e3),a()}},l),r.act=t,r.detailText=s("pre.kw-pre"),r.details=s("details.kw-more",null,s("summary",null,"Details"),r.detailText),r.tools=hn(
i,t,e,r,o),r.el=s("article.kw-job",{role:"group"},r.bar,r.stage,s("div.kw-side",null,s("div.kw-line",null,s("div.kw-job-text",null,r.words,s("span.kw-about",null,
r.badge,r.about)),r.open,r.cancel,r.dismiss),r.ways,r.tools,r.details)),r}function hn(i,t,e,n,s){let{h:o}=i,r=o("span.kw-dim",{role:"status"}),l=d=>{h(r,d),i.scope.
later(()=>h(r,""),2500)};n.download=o("a.kw-link",{hidden:!0},"Download");let a=s("Copy path",async()=>l(await Q(e().clip.path,n.el)?"Copied":"The page may not \
copy here")),c=s("Use last frame as next still",async()=>{l("Taking the last frame");let d=`${e().clip.name.replace(/\.mp4$/i,"")}-last.png`,m=await G(n.address,
d).catch(()=>null);if(m)return t.useFrame(m);let w=await t.frameByPython(e().key);return w.kind==="problem"&&l(w.words)},{hidden:!0});n.frame=c;let u=fn(i,e);return o(
"div.kw-tools",null,o("div.kw-actions",null,n.download,a,c,u.toggle,r),u.el)}function fn(i,t){let{h:e}=i,n=e("pre.kw-pre",{tabindex:0}),s=e("p.kw-dim",{hidden:!0},
e("span.kw-badge",null,"sandbox")," Rendered here, free. No model has seen it."),o=e("button.kw-link",{type:"button",onclick:async()=>h(o,await Q(n.textContent,
r)?"Copied":"Not copied")},"Copy call"),r=e("div.kw-settings",{hidden:!0},s,n,o),l=e("button.kw-link",{type:"button","aria-expanded":"false",onclick:async()=>{if(r.
hidden=!r.hidden,l.setAttribute("aria-expanded",String(!r.hidden)),r.hidden)return;h(o,"Copy call"),s.hidden=t().world!=="sandbox";let a=await i.channel.request(
"settings",{key:t().key});h(n,a.call||a.words||"")}},"Settings");return{toggle:l,el:r}}function pn(i,t,e){i.address=t,i.download.href=t,i.download.download=e.name,
i.download.hidden=!1,i.frame.hidden=!1}function mn(i,t){let e=q(t);i.el.dataset.phase=t.phase,i.el.setAttribute("aria-label",`Clip: ${t.title||t.summary}`),h(i.
words,t.words),i.words.classList.toggle("kw-error",t.phase==="failed"),i.words.classList.toggle("kw-warn",t.phase==="uncertain"),h(i.about,[t.summary,t.title?`“${t.
title}”`:""].filter(Boolean).join(" · ")),i.about.title=t.title||"",i.badge.hidden=t.world!=="sandbox",gn(i,t,e),i.cancel.hidden=e,i.cancel.disabled=!!t.cancelling,
h(i.cancel,t.cancelling?"Cancelling":"Cancel"),i.cancel.setAttribute("aria-label",`Cancel: ${t.title||t.summary}`),i.dismiss.hidden=!e;let n=t.error||{},s=wn(i,
t,n);i.ways.hidden=!s.length,i.ways.replaceChildren(...s),i.details.hidden=!n.details,h(i.detailText,n.details||"")}function wn({offer:i,act:t},e,n){let s=(n.candidates||
[]).map(o=>i(`It is ${o.slice(0,8)}`,()=>t.adopt(e.key,o)));return n.replacement&&s.push(i(`Use ${n.replacement}`,()=>t.useModel(n.replacement))),n.fetch&&s.push(
i("Fetch it again",()=>t.fetch(e.key))),n.uncertain&&s.push(i(["It was not started: send it again",e.price].filter(Boolean).join(" · "),()=>t.again(e.key))),s}
function gn(i,t,e){let n=typeof t.fraction=="number";if(i.bar.hidden=e,i.bar.classList.toggle("kw-unknown",!n),i.bar.setAttribute("aria-label",t.title||t.summary||
"Clip"),n){let s=Math.round(t.fraction*100);i.fill.style.width=`${t.fraction*100}%`,i.bar.setAttribute("aria-valuenow",String(s))}else i.fill.style.width="",i.bar.
removeAttribute("aria-valuenow")}var K=class{constructor(t,{useModel:e}){let{h:n,channel:s}=t;this.ctx=t,this.lines=new Map,this.latest="",this.heartbeat=Yt(t,()=>this.lines.forEach(o=>o.tick())),
this.list=n("div.kw-jobs"),this.live=n("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=n("div.kw-results",null,this.live,this.list),this.act={cancel:o=>s.
send("cancel",{key:o}),dismiss:o=>s.send("dismiss",{key:o}),adopt:(o,r)=>s.send("adopt",{key:o,job_id:r}),again:o=>s.send("again",{key:o}),fetch:o=>s.send("fetc\
h",{key:o}),useModel:e,useFrame:o=>t.imageStore.take(o,"start_image"),frameByPython:o=>s.request("frame",{key:o})}}update(t){for(let e of this.lines.keys())t.some(
n=>n.key===e)||this.drop(e);[...t].reverse().forEach((e,n)=>this.showRow(e,n)),this.openNewest(t),this.heartbeat.heard(t.some(e=>!q(e)))}showRow(t,e){let n=this.
lines.get(t.key)||Xt(this.ctx,this.act),s=n.row()?.phase;this.lines.set(t.key,n),this.list.children[e]!==n.el&&this.list.insertBefore(n.el,this.list.children[e]||
null),n.update(t),s!==t.phase&&(s||!q(t))&&h(this.live,t.words)}openNewest(t){let e=t.filter(s=>s.clip).sort((s,o)=>(s.finished||0)-(o.finished||0)),n=e.length?
e[e.length-1].key:"";n!==this.latest&&(this.lines.get(this.latest)?.open(!1),this.lines.get(n)?.open(!0),this.latest=n)}drop(t){this.lines.get(t).end(),this.lines.
get(t).el.remove(),this.lines.delete(t)}end(){this.lines.forEach(t=>t.end())}};function te(i){let{h:t,channel:e}=i,n=t("span.kw-badge"),s=t("span.kw-dim"),o=t("span.kw-error",{role:"status"}),r=t("input.kw-input.kw-token",{type:"password",
autocomplete:"off",spellcheck:"false",placeholder:"Krea token","aria-label":"Krea token"}),l=t("button.kw-button",{type:"submit"},"Use"),a=t("form.kw-login",{hidden:!0,
onsubmit:async d=>{d.preventDefault();let m=r.value.trim();if(r.value="",!m)return r.focus();h(o,"");let w=await e.request("login",{token:m});if(w.kind==="probl\
em")return h(o,w.words),r.focus();u(!1)}},r,l,t("span.kw-dim",null,"stays in this kernel, never in the notebook"),o),c=t("button.kw-link",{type:"button","aria-e\
xpanded":"false",onclick:()=>u(a.hidden)},"Use your Krea token");function u(d){a.hidden=!d,r.value="",h(o,""),c.setAttribute("aria-expanded",String(d)),d&&r.focus()}
return{el:t("div.kw-world",null,t("span.kw-world-line",null,n,s,c),a),paint(d){let m=d==="sandbox";h(n,d||"…"),n.classList.toggle("kw-badge-krea",!m),h(s,m?"r\
endered here, free":""),c.hidden=!m,m||u(!1)}}}var kn="The kernel is busy with a cell. This starts as soon as it is free; no need to press again.",bn="The picture is still being read. Press again when it is \
there. Nothing was sent.",V=class{constructor(t,e){let{h:n}=t;this.ctx=t,this.view=e,this.world="",this.cost="",this.pending=!1,this.label=n("span",null,"Animat\
e"),this.price_=n("span.kw-cost"),this.billed=n("span.kw-dim",{hidden:!0},"Only completed clips are billed."),this.el=n("button.kw-button.kw-main-button",{type:"\
button",title:"Ctrl+Enter",onclick:()=>this.run()},this.label,this.price_),this.text=n("p",{role:"status","aria-live":"polite",hidden:!0}),this.replacement=n("b\
utton.kw-button",{type:"button",hidden:!0,onclick:()=>{this.say(""),e.switchModel(this.replacement.value)}}),this.details=n("pre.kw-pre"),this.fold=n("details.k\
w-more",{hidden:!0},n("summary",null,"Details"),this.details),this.words=n("div.kw-run-words",null,this.text,this.replacement,this.fold),this.wait=()=>{},this.doubt=
()=>{},this.ask=gt(s=>t.channel.request("price",s),s=>this.showQuote(s))}say(t,{error:e=!1,details:n="",replacement:s=""}={}){h(this.text,t),this.text.className=
e?"kw-words kw-error":"kw-words",this.text.hidden=!t,h(this.details,n),this.fold.hidden=!n,this.replacement.value=s,h(this.replacement,`Use ${s}`),this.replacement.
hidden=!s}showProblem({words:t,details:e,replacement:n,field:s}){this.say(t,{error:!0,details:e,replacement:n}),s&&this.view.focus(s)}async run(){let{ctx:t,view:e}=this;
if(this.pending)return;let n=e.snapshot();if(t.imageStore.busy()){this.say(bn);return}let s=Lt(t.form(),{...n,filled:l=>t.imageStore.cards(l).length>0});if(s){this.
showProblem(s);return}this.pending=!0,this.say(""),this.paint();let o=t.scope.later(()=>this.say(kn),2e3),r=await t.channel.request("run",n);o(),this.pending=!1,
this.say(""),r.kind==="problem"&&this.showProblem(r),this.paint()}price(){let{model:t,values:e}={model:this.view.model.get("model"),values:this.view.form.values()};
this.wait(),this.doubt(),this.wait=this.ctx.scope.later(()=>this.ask({model:t,values:e}),40),this.doubt=this.ctx.scope.later(()=>this.showPrice(this.cost&&"pric\
e to come"),1500),this.paint()}showQuote({text:t="",source:e="",size:n=null,fit:s=null}){this.el.title=e?`Ctrl+Enter. Price: ${e}`:"Ctrl+Enter",this.view.takeQuote(
{size:n,fit:s}),this.showPrice(t)}showPrice(t){this.doubt(),this.cost=t,this.paint()}paint(t=this.world){t!==this.world&&(this.world=t,this.price()),h(this.label,
this.pending?"Starting":"Animate"),this.billed.hidden=this.world!=="krea",h(this.price_,this.cost?` · ${this.cost}`:""),this.el.disabled=this.pending}};var yn="34c11bca3f3f41dd972c3e35a776bff3";async function ee(i){let t=0;for(let e=0;e<2e4&&t+8<=i.size;e++){let{kind:n,start:s,end:o,owner:r}=await vn(i,t);if(o>i.size||o<s)return null;let l=s+16;if(n===
"uuid"&&r===yn&&o>=l&&o-l<=65536)return i.slice(l,o).arrayBuffer();t=o}return null}async function vn(i,t){let e=new DataView(await i.slice(t,t+32).arrayBuffer()),
n=e.getUint32(0),s=n===1&&e.byteLength>=16,o=s?Number(e.getBigUint64(8)):n,r=t+(s?16:8);return{kind:[4,5,6,7].map(a=>String.fromCharCode(e.getUint8(a))).join(""),
start:r,end:n===0?i.size:t+o,owner:xn(e,r-t)}}function xn(i,t){let e="";for(let n=t;n<t+16&&n<i.byteLength;n++)e+=i.getUint8(n).toString(16).padStart(2,"0");return e}
var Sn=1<<20;async function ne(i){if(!i||i.size>Sn)return null;try{let{poster:t,...e}=JSON.parse(await i.text()),n=new TextEncoder().encode(JSON.stringify(e));return n.
byteLength<=65536?n.buffer:null}catch{return null}}function ie(i,t,e){let{h:n,signal:s}=i,o=t.map(u=>$n(n,u)),r=()=>o.filter(({box:u})=>u.checked&&!u.disabled).map(({name:u})=>u),l=n("span.kw-dim",{role:"status"}),
a=n("button.kw-button",{type:"button",onclick:async()=>{a.disabled=!0;let u=await e(r());h(l,u.kind==="problem"?u.words:"In the form now. Nothing was sent."),a.
disabled=!1}},"Put into the form"),c=()=>a.disabled=!r().length;for(let{box:u}of o)u.addEventListener("change",c,{signal:s});return c(),n("div.kw-preview",null,
n("div",{role:"group","aria-label":"Fields for the form"},o.map(({el:u})=>u)),n("div.kw-preview-go",null,a,l))}function $n(i,{name:t,label:e,now:n,then:s,same:o,
words:r}){let l=i("input",{type:"checkbox",checked:!o&&!r,disabled:o||!!r}),a=o?i("span.kw-dim",null,`${s||"none"} · the same`):i("span.kw-preview-change",null,
n&&i("del",null,n),n&&" ",i("ins",null,s||"none"),r&&i("span.kw-dim",null,` ${r}`));return{name:t,box:l,el:i("label.kw-preview-field",null,l,i("span.kw-dim",null,
e),a)}}var Mn=4e3,En="It was made elsewhere, or a program on the way took them out.";function se({name:i="",type:t=""}){return/\.(mp4|m4v)$/i.test(i)||t==="video/mp4"?
"film":/\.(mov|qt)$/i.test(i)||t==="video/quicktime"?"other film":/\.json$/i.test(i)||t==="application/json"?"beside":""}function oe(i,{flush:t,back:e}){let{h:n,
channel:s,scope:o,imageStore:r}=i,l=0,a=n("strong.kw-carried-name"),c=n("span"),u=n("span.kw-badge",{hidden:!0},"sandbox"),d=n("span.kw-dim"),m=n("div"),w=n("bu\
tton.kw-link",{type:"button"},"Use its last frame as the next still"),p=n("span.kw-dim",{role:"status"}),f=()=>{l++,g=null,b.hidden=!0,m.replaceChildren(),e()},
b=n("section.kw-carried",{hidden:!0,tabindex:-1,"aria-label":"A clip's settings","data-lm-suppress-shortcuts":"true",onkeydown:y=>{y.key==="Escape"&&(y.stopPropagation(),
f())}},n("div.kw-carried-head",null,n("p.kw-words",{role:"status"},a," ",c," ",u," ",d),n("button.kw-tool",{type:"button","aria-label":"Close",title:"Close",onclick:f},
v("close"))),m,n("div.kw-carried-ways",null,w,p)),g=null;w.addEventListener("click",()=>re(),{signal:o.signal});function $(y,k){h(a,y),h(c,k),h(d,""),h(p,""),u.
hidden=!0,m.replaceChildren(),w.hidden=!g,b.hidden=!1}async function M(y){let k=++l,{name:T}=g||y;$(T,"is looked at."),b.focus(),b.scrollIntoView({block:"neares\
t"});let A=g&&await ee(g).catch(()=>null)||await ne(y);if(k!==l||o.signal.aborted)return;t();let P=o.later(()=>k===l&&h(d,"Waiting for the kernel: it is busy wi\
th a cell"),Mn),I=await s.request("offer",{name:T,size:g?.size||0},A?[A]:void 0);P(),k===l&&Y(T,I)}function Y(y,k){if(!k.fields){$(y,k.words||`carries no settin\
gs of krea_widgets. ${g?En:""}`);return}$(y,`was made with ${k.model}`),u.hidden=k.world!=="sandbox",h(d,[Tn(k.made),k.price].filter(Boolean).join(" · ")),m.replaceChildren(
ie(i,k.fields,T=>(t(),s.request("apply",{key:k.key,names:T}))))}async function re(){let y=o.hold(g),k=g.name.replace(/\.\w+$/,"");h(p,"Taking the last frame");try{
r.take(await G(y.href,`${k}-last.png`),"start_image"),h(p,"")}catch{h(p,"This browser cannot play it, so its last frame cannot be taken.")}finally{y.free()}}return{
el:b,take(y){let k=I=>y.find(le=>se(le)===I)||null,[T,A,P]=[k("other film"),k("beside"),k("film")];return(P||A||T)&&(g=P),P||A?M(A):T&&(l++,$(T.name,"is a Quick\
Time film. Clips of krea_widgets are MP4 files. Nothing was sent.")),y.filter(I=>!se(I))}}}function Tn(i){let t=new Date(i);return i&&!isNaN(t.getTime())?t.toLocaleString(
"en-GB",{day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"}):""}var Nn=[["start_image","Still","Drop a picture, paste one, or choose a file. An earlier clip brings its settings."],["end_image","End frame","optional"]],On="Th\
e kernel does not answer. It may be busy with a cell; if it is not, reload the page. What runs goes on.",Cn=2e4;function An({model:i,el:t}){let e=mt(),n=new ft(
i,e);return t.classList.add("kw-root"),t.append(n.el),n.start(),()=>{n.end(),e.end(),n.el.remove()}}var ft=class{constructor(t,e){let n=0,s={scope:e,h:e.h,signal:e.
signal,token:e.token,count:()=>++n};this.ctx=s,this.model=t,this.forms=new Map,this.traits=kt(t,e),s.keptClass=`kw-kept-${String(t.get("_kept")).replace(/\W/g,"")}`,
s.channel=wt(t,e),s.form=()=>this.forms.get(t.get("model"))||null,s.isMany=o=>E(s.form(),o)?.kind==="images",s.imageStore=new z(s,()=>this.paintPictures()),this.
prompt=Kt(s,o=>{this.traits.set("prompt",o),this.runner.paint()}),this.choice=Vt(s,o=>this.switchModel(o)),this.form=new W(s,this.choice.el,o=>this.takeValues(o)),
this.world=te(s),this.carried=oe(s,{flush:()=>this.traits.flush(),back:()=>this.focus("start_image")}),this.zones=new Map(Nn.map(([o,r,l])=>[o,this.placeZone(o,
r,l)])),this.fitFound=null,this.fit=Wt(s,o=>{this.traits.set("fit",o),this.paintPictures()}),this.notices=Jt(s),this.runner=new V(s,this),this.jobs=new K(s,{useModel:o=>this.
switchModel(o)}),this.el=this.layout(),this.listen()}layout(){let{h:t,keptClass:e}=this.ctx;return t("section.kw.kw-animate",{"aria-label":"Animate a still"},t(
"style",null,`.${e}{display:none}`),this.carried.el,t("div.kw-columns",null,t("div.kw-pictures",null,[...this.zones.values()].flatMap((n,s)=>s?[n.el]:[n.el,this.
fit.el])),t("div.kw-main",null,this.prompt.el,this.form.el,t("div.kw-run-line",null,this.runner.el,this.runner.billed,this.world.el),this.runner.words,this.notices.
el)),this.jobs.el)}placeZone(t,e,n){let{imageStore:s}=this.ctx;return D(this.ctx,{title:e,hint:n,small:t!=="start_image",clips:t==="start_image",take:o=>this.take(
o,t),remove:()=>s.remove(t,s.cards(t)[0]?.key),stop:()=>s.stop(t)})}take(t,e){let[n]=this.carried.take(t);n&&this.ctx.imageStore.take(n,e)}listen(){let{ctx:t,el:e}=this,
n=(l,a)=>e.addEventListener(l,a,{signal:t.signal}),s=this.zones.get("start_image").zone,o=l=>this.take(l,"start_image");_(e,t.signal,{over:l=>s.classList.toggle(
"kw-over",l),files:o});let r=(l,a)=>{l.preventDefault(),l.stopPropagation(),a()};n("paste",l=>{let a=et(l.clipboardData);a.length&&r(l,()=>o(a))}),n("keydown",l=>{
l.key==="Enter"&&(l.ctrlKey||l.metaKey)&&r(l,()=>this.runner.run())})}start(){let{ctx:t,model:e}=this,n=t.scope.later(()=>this.runner.say(On),Cn);t.channel.on("\
catalogue",r=>{this.forms.size||(n(),this.runner.say(""),this.forms=new Map(r.forms.map(l=>[l.id,l])),this.choice.fill(r.forms),this.form.set(e.get("values")),this.
followModel())}),t.channel.on("state",r=>this.showState(r)),t.channel.on("left",r=>this.notices.paintLeft(r.words)),t.channel.on("notices",r=>this.notices.paint(
r.notices)),t.channel.on("problem",r=>this.runner.showProblem(r));let s=()=>this.showState({jobs:e.get("jobs"),world:e.get("world")}),o={jobs:s,world:s,prompt:()=>this.
prompt.set(e.get("prompt")),model:()=>this.followModel(),fit:()=>this.paintPictures(),values:()=>{this.form.set(e.get("values")),this.runner.price()}};for(let[r,
l]of Object.entries(o))e.on(`change:${r}`,l),t.scope.onEnd(()=>e.off(`change:${r}`,l));o.prompt(),this.paintZones(),s(),Z(t.scope,()=>t.channel.send("ready"),()=>this.
forms.size)}end(){this.traits.flush(),this.jobs.end()}snapshot(){return this.form.settle(),{prompt:this.prompt.get(),model:this.model.get("model"),values:this.form.
values(),fit:this.model.get("fit")||""}}takeQuote({size:t,fit:e}){this.form.derive(t),JSON.stringify(e)!==JSON.stringify(this.fitFound)&&(this.fitFound=e,this.paintZones())}takeValues(t){
this.traits.set("values",t),this.runner.price()}switchModel(t){this.form.settle(),this.traits.set("model",t),this.followModel(),this.traits.set("values",this.form.
values())}followModel(){this.choice.set(this.model.get("model")),this.form.use(this.ctx.form()),this.prompt.limit(E(this.ctx.form(),"prompt")?.max_length),this.
paintPictures()}focus(t){t==="prompt"?this.prompt.focus():this.zones.has(t)?this.zones.get(t).el.querySelector("button:not([hidden])")?.focus():this.form.focus(
t)}paintPictures(){this.paintZones(),this.form.paint(),this.runner.price()}paintZones(){let{ctx:t}=this,e=this.model.get("fit")||"";this.fit.paint(t.imageStore.
cards("start_image").length?this.fitFound:null,e);for(let[n,s]of this.zones){let o=t.imageStore.cards(n)[0],r=t.form()&&!this.form.has(n),l=r&&o?`${t.form().title}\
 takes no such picture, so it is not sent.`:"";s.el.hidden=!!(r&&!o);let a=this.fitFound&&!r?{how:e,ratio:this.fitFound.ratio}:null;s.paint({card:o,reading:t.imageStore.
readings(n)[0],refused:t.imageStore.refused(n)||l,fit:a})}}showState({world:t,jobs:e,notices:n=void 0}){this.notices.paint(n),this.world.paint(t),this.choice.paint(
t),this.jobs.update(e),this.runner.paint(t)}},ps={render:An};export{ps as default};
