/* made by "npm run build" from sources 7eea9d542d0f97be */
function ye(n,e){let t=new Map,s=new Map,i=0;function o(l,a){if(!l||l.view&&l.view!==e.token)return;let c=(a||[]).map(xt),u=l.id&&l.view?t.get(l.id):null;if(u)u(
l,c);else for(let d of s.get(l.kind)||[])d(l,c)}let r={newId:()=>`${e.token}-${++i}`,send(l,a={},c=void 0){n.send({kind:l,view:e.token,...a},void 0,c)},on(l,a){
s.set(l,[...s.get(l)||[],a])},follow(l,a){return t.set(l,a),()=>t.delete(l)},request(l,a={},c=void 0){let u=r.newId();return new Promise(d=>{r.follow(u,(g,p)=>{
t.delete(u),d({...g,parts:p})}),r.send(l,{...a,id:u},c)})}};return n.on("msg:custom",o),e.onEnd(()=>{n.off("msg:custom",o),t.clear(),s.clear()}),r}function xe(n,e){
let t=0;return async(...s)=>{let i=++t,o=await n(...s);i===t&&e(o)}}function te(n,e,t,s=3e3){t()||(e(),n.later(()=>te(n,e,t,2*s),s))}async function R(n,e,t,s){let i=n.
later(t,s);try{return await e}finally{i()}}function xt(n){return n instanceof ArrayBuffer?new Uint8Array(n):new Uint8Array(n.buffer,n.byteOffset,n.byteLength)}function Se(n,e,t,s){for(let i of t)n.on(`change:${i}`,s),e.onEnd(()=>n.off(`change:${i}`,s))}function Me(n,e){let t=null,s=()=>{t=null,n.save_changes()};return{
set(i,o){JSON.stringify(n.get(i))!==JSON.stringify(o)&&(n.set(i,o),t?.(),t=e.later(s,250))},flush(){t&&(t(),s())}}}var $e="http://www.w3.org/2000/svg",St={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},Mt=["button","select","summary",
"a","video","pre"],$t=["radio","range","checkbox","file"];function Et(n){return function(t,s,...i){let[o,...r]=t.split("."),l=document.createElement(o);r.length&&
(l.className=r.join(" ")),o==="button"&&l.setAttribute("type","button"),(Mt.includes(o)||$t.includes(s?.type))&&(l.dataset.lmSuppressShortcuts="true");for(let[a,
c]of Object.entries(s||{}))c==null||c===!1||(a.startsWith("on")?l.addEventListener(a.slice(2),c,{signal:n}):a==="value"||a==="checked"||a==="muted"||a==="indete\
rminate"?l[a]=c:l.setAttribute(a,c===!0?"":String(c)));return l.append(...i.flat(2).filter(a=>a!=null&&a!==!1)),l}}function y(n){let e=document.createElementNS(
$e,"svg");e.setAttribute("viewBox","0 0 16 16"),e.setAttribute("class","kw-icon"),e.setAttribute("aria-hidden","true");let t=document.createElementNS($e,"path");
return t.setAttribute("d",St[n]),e.append(t),e}function Ee(){let n=new AbortController,e=new Set,t={signal:n.signal,h:Et(n.signal),token:Math.random().toString(
36).slice(2,10),onEnd(s){return e.add(s),()=>e.delete(s)&&s()},later(s,i){let o=setTimeout(()=>{e.delete(r),s()},i),r=()=>clearTimeout(o);return t.onEnd(r)},every(s,i){
let o=setInterval(s,i);return t.onEnd(()=>clearInterval(o))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:t.onEnd(()=>URL.revokeObjectURL(i))}},end(){
n.abort();for(let s of e)s();e.clear()}};return t}function h(n,e){n.textContent!==e&&(n.textContent=e)}function z(n,e){for(e.forEach((t,s)=>{n.children[s]!==t&&
n.insertBefore(t,n.children[s]||null)});n.children.length>e.length;)n.lastElementChild.remove()}function Te(n,e){let t=new Map,s=i=>{t.get(i).end(),t.delete(i)};
return{views:t,update(i,o){for(let r of[...t.keys()])i.some(l=>l.key===r)||s(r);for(let[r,l]of i.entries())t.has(l.key)||t.set(l.key,e(l)),o(t.get(l.key),l,r);z(
n,i.map(({key:r})=>t.get(r).el))},end:()=>[...t.keys()].forEach(s)}}function Ne(){return!!window.matchMedia?.("(prefers-reduced-motion: reduce)").matches}async function Ce(n,e){
try{return await navigator.clipboard.writeText(n),!0}catch{let t=document.createElement("textarea");t.value=n,t.className="kw-hidden",e.append(t),t.select();let s=document.
execCommand("copy");return t.remove(),s}}function Oe({model:n,el:e},t){let s=Ee(),i={model:n,scope:s,h:s.h,signal:s.signal,page:e.ownerDocument,channel:ye(n,s),fallbackClass:`kw-fallback-${String(n.get(
"_fallback_id")).replace(/\W/g,"")}`,active:()=>e.getRootNode().activeElement},o=t(i),r=[s.h("style",null,`.${i.fallbackClass}{display:none}`),o.el];return e.classList.
add("kw-root"),e.append(...r),o.start(),()=>{o.end(),s.end();for(let l of r)l.remove()}}var Tt=["","application/octet-stream"];function Ie(n){return!Tt.includes(n.type)&&!n.type.startsWith("image/")?`${n.name} is not an image (it is ${Nt(n.type)}).\
 Nothing was sent.`:n.size===0?`${n.name} is empty. Nothing was sent.`:n.size>75e6?`${n.name} is too large: ${Math.ceil(n.size/1e6)} MB, and Krea takes at most \
75 MB. Nothing was sent.`:""}function Nt(n){let e=n.split("/")[0];return{video:"a video",audio:"a sound file",text:"text"}[e]||n.slice(0,80)}function Ae(n,e,{field:t="",
model:s="",onProgress:i=()=>{},signal:o}={}){let r=n.newId();return new Promise(l=>{let a=0,c=0,u=524288,d=!1;function g(w,k=[]){d||(d=!0,o?.removeEventListener(
"abort",p),l({...w,parts:k}))}function p(){n.send("abandon",{id:r}),g({kind:"stopped"})}async function m(){for(;!d&&a<e.size&&a-c<4*u;){let w=a;a=Math.min(e.size,
w+u);let k;try{k=await e.slice(w,a).arrayBuffer()}catch{return n.send("abandon",{id:r}),g({kind:"problem",message:`${e.name} can no longer be read from the disk\
. Nothing was sent.`})}d||n.send("chunk",{id:r,offset:w},[k])}}let f=Promise.resolve();if(n.follow(r,(w,k)=>{if(w.kind!=="ack")return g(w,k);w.chunk_size&&(u=w.
chunk_size),c=Math.max(c,w.received),i(c),f=f.then(m)}),o?.aborted)return p();o?.addEventListener("abort",p,{once:!0}),n.send("file",{id:r,field:t,model:s,name:e.
name||"pasted.png",size:e.size,type:e.type})})}var Ct=4e3,D=class{constructor(e,t){this.ctx=e,this.changed=t,this.known=new Map,this.fields=new Map,this.uploads=new Map,this.refusals=new Map,this.turn=Promise.
resolve(),this.awaiting=0,e.channel.on("stills",(s,i)=>this.learn(s,i))}card(e){return this.known.get(e)||null}cards(e){return(this.fields.get(e)||[]).map(t=>this.
known.get(t)).filter(Boolean)}readings(e){return this.uploads.get(e)||[]}refused(e){return this.refusals.get(e)||""}busy(){return this.awaiting>0||[...this.uploads.
values()].some(e=>e.length)}learn(e,t){e.cards.forEach((s,i)=>{let o=t[i]?.byteLength?this.ctx.scope.hold(new Blob([t[i]],{type:"image/jpeg"})):null;this.known.
get(s.key)?.free?.(),this.known.set(s.key,{...s,thumb:o?.href||s.url||"",free:o?.free})}),this.fields=new Map(Object.entries(e.fields)),this.changed()}async take(e,t,s=i=>{}){
let i=Ie(e);if(this.refusals.set(t,i),i)return this.changed();let o=this.ctx.form()?.id||"";this.ctx.isMany(t)||this.stop(t);let r=await(this.ctx.isMany(t)?this.
sendInTurn(e,t,o):this.send(e,t,o));return r.kind==="problem"&&this.refusals.set(t,r.message),r.kind==="still"&&s({key:r.key}),this.changed()}async sendInTurn(e,t,s){
this.awaiting+=1;let i=this.turn,o=this.turn=i.then(()=>this.send(e,t,s));return await i,this.awaiting-=1,o}async send(e,t,s){let{scope:i,channel:o}=this.ctx,r=new AbortController,
l=i.hold(e),a={name:e.name||"image.png",size:e.size,received:0,preview:l.href,stop:()=>r.abort()},c=p=>{Object.assign(a,p),this.changed()},u=()=>{},d=p=>{u(),u=
i.later(()=>c({slow:"Waiting for the kernel: it is busy with a cell"}),Ct),c({...p,slow:""})};this.uploads.set(t,[...this.readings(t),a]),d({});let g=await Ae(o,
e,{field:t,model:s,signal:r.signal,onProgress:p=>d({received:p})});return u(),this.uploads.set(t,this.readings(t).filter(p=>p!==a)),i.later(l.free,0),g}stop(e){
this.readings(e).forEach(t=>t.stop())}remove(e,t){this.refusals.delete(e),this.ctx.channel.send("remove",{field:e,key:t}),this.fields.set(e,(this.fields.get(e)||
[]).filter(s=>s!==t)),this.changed()}};function Ot(n){let e=Math.max(0,Math.floor(n)),t=r=>String(r).padStart(2,"0"),[s,i,o]=[Math.floor(e/3600),Math.floor(e/60)%60,e%60];return s?`${s}:${t(i)}:${t(o)}`:
`${i}:${t(o)}`}function Le(n){return n.split(":").reduce((e,t)=>e*60+Number(t),0)}function je(n,e,t){let s=!1;return n.replace(/\b\d+:\d\d(?::\d\d)?\b/g,i=>s||Math.
abs(Le(i)-e)>1.5?i:(s=!0,Ot(Math.max(t,Le(i)))))}function _e(n){let e=new Date(n),t={day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"};
return n&&!isNaN(e.getTime())?e.toLocaleString("en-GB",t):""}var Pe=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function ne(n,[e,t]){let s=n/e;return t==="KB"||s>=100?String(
Math.round(s)):String(Math.round(s*10)/10)}function se(n){return Pe.find(([e])=>n>=e)||Pe[2]}function Be(n){return`${ne(n,se(n))} ${se(n)[1]}`}function U(n,e){let t=se(
e);return`${ne(n,t)} of ${ne(e,t)} ${t[1]}`}function F(n,e=""){let t=n("div.kw-fill"),s=n("div.kw-bar",{role:"progressbar","aria-label":e||null,"aria-valuemin":0,"aria-valuemax":100},t);return{el:s,paint(i){
let o=typeof i=="number";s.classList.toggle("kw-unknown",!o),t.style.width=o?`${i*100}%`:"",o?s.setAttribute("aria-valuenow",String(Math.round(i*100))):s.removeAttribute(
"aria-valuenow")}}}var Re="image/*,.heic,.heif,.avif,.tif,.tiff,.webp",It="video/mp4,.mp4,.json",At={"image/jpeg":"JPEG","image/png":"PNG","image/webp":"WebP"};function ie(n){return n?
Array.from(n.files||[]):[]}function Lt(n){let e=n.width&&n.height?`${n.width} × ${n.height}`:"",t=[At[n.mime]||"",n.size?Be(n.size):""].filter(Boolean).join(" ");
return[e,t].filter(Boolean).join(" · ")}function j(n,e,{over:t,files:s}){let i=0,o=a=>Array.from(a.dataTransfer?.types||[]).includes("Files"),r=(a,c)=>n.addEventListener(
a,c,{signal:e}),l=a=>{a.preventDefault(),a.stopPropagation()};r("dragenter",a=>o(a)&&(l(a),t(++i>0))),r("dragover",a=>o(a)&&l(a)),r("dragleave",a=>o(a)&&(l(a),i=
Math.max(0,i-1),t(i>0))),r("drop",a=>{o(a)&&(l(a),i=0,t(!1),s(ie(a.dataTransfer)))})}function oe(n,{multiple:e,clips:t=!1,take:s}){let i=n("input.kw-hidden",{type:"\
file",accept:t?`${Re},${It}`:Re,multiple:e,tabindex:-1,"aria-hidden":"true",onchange:()=>{let o=Array.from(i.files);i.value="",o.length&&s(o)}});return{el:i,choose:()=>i.
click()}}function H(n,{title:e,hint:t,small:s=!1,clips:i=!1,take:o,remove:r,stop:l}){let{h:a}=n,{el:c,choose:u}=oe(a,{multiple:i,clips:i,take:o}),d=Pt(a,{title:e,
hint:t,choose:u,remove:r,stop:l}),p=a(`div.kw-zone${s?".kw-zone-small":""}`,{role:"group","aria-label":e},d.pick,d.ground,d.image,d.veil),m=a("div.kw-stack.kw-s\
lot",null,p,d.caption,d.message,c);return j(p,n.signal,{over:f=>p.classList.toggle("kw-over",f),files:f=>f.length&&o(f)}),{el:m,zone:p,paint:f=>jt(p,d,e,f)}}function Pt(n,{
title:e,hint:t,choose:s,remove:i,stop:o}){let r=F(n,"Upload"),l=n("span.kw-upload-text"),a=n("span.kw-facts"),c=n("span.kw-name"),u=n("span.kw-notes");return{pick:n(
"button.kw-stack.kw-pick",{onclick:s},y("picture"),n("span",null,n("strong",null,e),n("span.kw-hint",null,t))),image:n("img.kw-still",{alt:"",draggable:"false"}),
ground:n("img.kw-ground",{alt:"",hidden:!0}),bar:r,reading:l,facts:a,name:c,notes:u,veil:n("div.kw-stack.kw-veil",null,l,r.el,n("button.kw-link",{onclick:o},"Ca\
ncel")),caption:n("div.kw-caption",null,c,a,u,n("span.kw-line",null,n("button.kw-link",{onclick:s,"aria-label":`Replace: ${e}`},"Replace"),n("button.kw-link",{onclick:i,
"aria-label":`Remove: ${e}`},"Remove"))),message:n("p.kw-message.kw-error",{role:"alert"})}}function jt(n,e,t,s){let{card:i=null,reading:o=null,refused:r="",fit:l=null}=s,
a=o?.preview||i?.thumb||"",c=o?"reading":i?"filled":"empty";n.classList.remove("kw-is-reading","kw-is-filled","kw-is-empty"),n.classList.add(`kw-is-${c}`),a&&e.
image.getAttribute("src")!==a&&(e.image.src=a),a||e.image.removeAttribute("src"),_t(n,e,i&&!o?l:null),e.image.alt=i?`${t}: ${i.name}`:"",e.pick.hidden=c!=="empt\
y",e.image.hidden=!a,e.veil.hidden=!o,e.caption.hidden=c!=="filled",o&&Bt(e,o),i&&!o&&(h(e.name,i.name),e.name.title=i.name,h(e.facts,Lt(i)),h(e.notes,(i.notes||
[]).join(", ")),e.notes.hidden=!(i.notes||[]).length),h(e.message,r),e.message.hidden=!r}function _t(n,{image:e,ground:t},s){n.classList.toggle("kw-fit-crop",s?.
how==="crop"),n.classList.toggle("kw-fit-pad",s?.how==="pad"),n.style.setProperty("--kw-ratio",String(s?.ratio??1)),t.hidden=s?.how!=="pad",!t.hidden&&t.getAttribute(
"src")!==e.getAttribute("src")&&(t.src=e.src)}function Bt(n,{name:e,received:t,size:s,slow:i}){let o=s?Math.min(1,t/s):0,r=t>=s?`Opening ${e}`:`Uploading ${e} ·\
 ${U(t,s)}`;h(n.reading,i||r),n.bar.paint(o)}var ze=["prompt","start_image","end_image"],re=["duration","aspect_ratio","resolution","mode","generate_audio","width","height","seed"];function $(n,e){return n&&
n.parameters.find(t=>t.name===e)||null}function De(n){let e=t=>re.includes(t.name)?re.indexOf(t.name):re.length;return n.parameters.filter(t=>!ze.includes(t.name)).
map((t,s)=>[e(t),s,t]).sort(([t,s],[i,o])=>t-i||s-o).map(([,,t])=>t)}function Rt({min:n,max:e,above:t,below:s,integer:i},o){return i&&!Number.isInteger(o)||!S(t)&&
o<=t||!S(s)&&o>=s?!1:(S(n)||o>=n)&&(S(e)||o<=e)}function le({max_length:n,min_length:e,pattern:t},s){let i=[...s].length;return(!n||i<=n)&&(!e||i>=e)&&(!t||new RegExp(
t).test(s))}function zt({max_items:n,min_items:e},t){return(!n||t<=n)&&(!e||t>=e)}function S(n){return n==null}function C(n,e){if(S(e))return!1;if(n.raw)return!0;
switch(n.kind){case"choice":return n.choices.includes(e);case"range":case"number":return typeof e=="number"&&Number.isFinite(e)&&Rt(n,e);case"switch":return typeof e==
"boolean";case"text":case"url":return typeof e=="string"&&le(n,e);case"urls":case"list":return Array.isArray(e)&&zt(n,e.length);case"object":return typeof e=="o\
bject"&&!Array.isArray(e);default:return!1}}function Ue(n,e){if(!e)return{...n};let t={};for(let[s,i]of Object.entries(n)){let o=ze.includes(s)?null:$(e,s);o&&C(
o,i)&&(t[s]=i)}return t}function Fe(n,e){if(!Number.isFinite(e))return null;let{min:t,max:s,above:i,below:o,step:r,integer:l,kind:a}=n,c=e;return r&&(l||a==="ra\
nge")&&(c=(t||0)+Math.round((c-(t||0))/r)*r),S(t)||(c=Math.max(t,c)),S(s)||(c=Math.min(s,c)),!S(i)&&c<=i&&(c=i+(r||1)),!S(o)&&c>=o&&(c=o-(r||1)),Number(c.toFixed(
6))}function He({step:n,min:e,max:t}){return n||(t-e)/100||.1}function qe(n,e){let t=e.trim(),s=t.toLowerCase().replace(/[^a-z0-9_-]+/g,"-").replace(/^[^a-z]+|-+$/g,
"").slice(0,n.max_length||void 0);return n.pattern&&!le(n,t)&&le(n,s)?s:t}function We({labels:n}){return n.length<=6&&n.join("").length+3*n.length<=44}var Dt=["\
url","urls","list","object"];function Je(n,{prompt:e,filled:t,values:s={}}){let i=(l,a)=>({field:l,message:`${a} Nothing was sent.`});if(!e.trim())return i("pro\
mpt","The prompt is empty: describe the motion.");let o=$(n,"prompt")?.max_length;if(o&&[...e].length>o)return i("prompt",`The prompt is too long: ${n.title} ta\
kes at most ${o} characters.`);let r=({name:l,kind:a})=>["image","images"].includes(a)?t(l):Dt.includes(a)&&!S(s[l]);if($(n,"start_image")&&!n.parameters.some(r))
return i("start_image","There is no image yet: drop one, paste one, or choose a file.");for(let l of n?.parameters||[]){let{name:a,label:c}=l,u=Ht(l)?t(a):!S(s[a]);
if(a!=="prompt"&&ae(l)&&!u)return i(a,`${n.title} needs ${c}.`);let d=Ut(l,s[a]);if(d)return i(a,d)}return Ft(n,t,i)}function Ut({fields:n,label:e,kind:t},s){let i=t===
"list"?s||[]:t==="object"&&s?[s]:[];for(let[o,r]of i.entries())for(let l of n||[]){let a=`${e}${t==="list"?` ${o+1}`:""}: ${l.label}`,c=r[l.name];if(l.required&&
(S(c)||c===""))return`${a} is missing.`;if(l.kind==="text"&&!S(c)&&!C(l,c))return`${a} cannot be “${c}”${l.hint?` (${l.hint})`:""}.`}return""}function Ft(n,e,t){
for(let s of n?.exclusive||[]){let i=s.filter(o=>e(o));if(i.length>1)return t(i[1],`${n.title} takes ${i.map(o=>$(n,o).label).join(" or ")}, not both.`)}return null}
function ae({required:n,default:e,kind:t,inner:s}){return n&&!s&&S(e)&&t!=="number"&&t!=="range"}function Ht({kind:n}){return n==="image"||n==="images"}function Ge(n,e){
let t=[...n].length;return e&&t>e*.85?`${t.toLocaleString("en")} of ${e.toLocaleString("en")} characters`:""}function q(n,e,t){let s={choice:We(e)?Ze:Gt,range:Jt(e)&&!n.compact?Vt:Ve,number:Ve,switch:qt(e)?Wt:Kt,text:Ke,url:Ke,urls:Zt}[e.kind];return s?s(n,e,t):(n.composite[e.
kind]||B)(n,e,t)}function qt({required:n,default:e}){return!n&&e==null}function Wt(n,e,t){return Ze(n,{...e,choices:[!0,!1],labels:["on","off"]},t)}function Jt({
min:n,max:e,step:t}){return typeof n=="number"&&typeof e=="number"&&e-n<=200*(t||1)}function x(n,e,t,{tag:s="label",extra:i=null}={}){let o=ae(e)?n("span.kw-nee\
d",null,"needed"):null,r=e.deprecated?n("span.kw-dim",null,"ignored by Krea"):null,l=n("span.kw-label",null,e.label,o,i,r);return n(`${s}.kw-field`,s==="label"?
null:{role:"group","aria-label":e.label},l,t)}function _({min_items:n,max_items:e}){return n&&e?`${n} to ${e}`:e?`at most ${e}`:n?`at least ${n}`:""}function T(n,e){
return e??n.default}function Ye(n){let e=n.choices.map((s,i)=>[s,String(n.labels[i]??s)]);return!n.required&&(n.default===null||n.default===void 0)?[[void 0,"au\
to"],...e]:e}function Ze(n,e,t){let{h:s}=n,i=ce(n,e.label,Ye(e),t);return{el:x(s,e,i.el,{tag:"div"}),set:o=>i.set(T(e,o)??void 0),settle(){}}}function ce(n,e,t,s){
let{h:i}=n,o=`kw-${n.scope.token}-${n.count()}`,r=t.map(([a])=>i("input",{type:"radio",name:o,onchange:()=>s(a)})),l=t.map(([,a],c)=>i("label.kw-segment",null,r[c],
i("span",null,a)));return{el:i("div.kw-segments",{role:"radiogroup","aria-label":e},l),set:a=>r.forEach((c,u)=>c.checked=t[u][0]===a)}}function Gt(n,e,t){let{h:s}=n,
i=Ye(e),o=s("select.kw-input",{onchange:()=>t(i[o.selectedIndex][0])},i.map(([,r])=>s("option",null,r)));return{el:x(s,e,o),set:r=>o.selectedIndex=i.findIndex(([
l])=>l===(T(e,r)??void 0)),settle(){}}}function W(n,e,t){let s=n("input.kw-input.kw-number",{type:"number",inputmode:"decimal",min:e.min,max:e.max,step:e.step||
"any","aria-label":e.label,placeholder:"auto",title:e.hint,oninput:()=>s.value!==""&&C(e,s.valueAsNumber)&&t(s.valueAsNumber),onchange:()=>i()});function i(){let o=s.
value===""&&!s.validity.badInput?null:Fe(e,s.valueAsNumber),r=o===null?"":String(o);(s.value!==r||s.validity.badInput)&&(s.value=r),t(o===null?void 0:o)}return{
box:s,settle:()=>s.ownerDocument.activeElement===s&&i()}}function Vt(n,e,t){let{h:s}=n,i=e.min,{box:o,settle:r}=W(s,e,u=>(a(u),t(u))),l=s("input.kw-slider",{type:"\
range",min:i,max:e.max,step:He(e),"aria-label":e.label,oninput:()=>{o.value=l.value,t(l.valueAsNumber)}}),a=u=>l.value=T(e,u)??i,c=e.unit?s("span.kw-unit",null,
e.unit):null;return{el:x(s,e,s("div.kw-slide",null,l,o,c),{tag:"div"}),set:u=>{a(u),o.value=T(e,u)??""},settle:r}}function Ve(n,e,t){let{h:s}=n,{box:i,settle:o}=W(
s,e,t),r=e.name==="seed";r&&(i.placeholder="random",i.classList.add("kw-seed"));let a=r&&s("button.kw-tool",{onclick:()=>{i.value=Math.floor(Math.random()*(Math.
min(e.max??2147483647,2147483647)+1)),t(i.valueAsNumber)},"aria-label":"New random seed",title:"New random seed"},y("dice")),c=e.unit?s("span.kw-unit",null,e.unit):
null;return{el:x(s,e,s("div.kw-slide",null,i,c,a||null),{tag:"div"}),set:u=>i.value=T(e,u)??"",settle:o}}function Kt(n,e,t){let{h:s}=n,i=s("input.kw-switch",{type:"\
checkbox",role:"switch",onchange:()=>(r(),t(i.checked))}),o=s("span.kw-switch-text"),r=()=>h(o,i.checked?"on":"off");return{el:x(s,e,s("span.kw-switch-line",null,
i,o)),set:l=>{i.checked=!!T(e,l),r()},settle(){}}}var Yt=200;function Ke(n,e,t){let{h:s}=n,i=e.kind==="url"||e.kind==="image",o=!i&&e.max_length>=Yt,r=()=>l.toggleAttribute(
"aria-invalid",l.value!==""&&!C({...e,kind:"text"},l.value.trim())),l=s(o?"textarea.kw-input":"input.kw-input",{type:o?null:i?"url":"text",rows:o?2:null,maxlength:e.
max_length,placeholder:i?"https://…":e.hint||"",title:e.hint,spellcheck:String(o),oninput:()=>t(l.value.trim()===""?void 0:i?l.value.trim():l.value),onchange:()=>{
let c=qe(e,l.value);e.pattern&&c!==l.value&&t((l.value=c)||void 0),r()}}),a=x(s,e,l);return a.classList.add("kw-wide-field"),{el:a,set:c=>(l.value=T(e,c)??"",r()),
settle(){}}}function Zt(n,e,t){let{h:s}=n,i=s("textarea.kw-input",{rows:1,placeholder:"https://…   one per line",spellcheck:"false",oninput:()=>{o();let a=i.value.
split(`
`).map(c=>c.trim()).filter(Boolean);t(a.length?a:void 0)}}),o=()=>i.rows=Math.min(6,i.value.split(`
`).length),r=s("span.kw-dim",null,_(e)),l=x(s,e,i,{extra:r});return l.classList.add("kw-wide-field"),{el:l,set:a=>(i.value=(T(e,a)||[]).join(`
`),o()),settle(){}}}function B(n,e,t){let{h:s}=n,i=s("span.kw-error",{role:"status"}),o=s("textarea.kw-input.kw-code",{rows:3,spellcheck:"false",placeholder:"JS\
ON",oninput:()=>{try{t(o.value.trim()===""?void 0:JSON.parse(o.value)),h(i,""),o.removeAttribute("aria-invalid")}catch{h(i,"This is not valid JSON yet, so it is\
 not used."),o.setAttribute("aria-invalid","true"),t(void 0)}}}),r=x(s,e,o);r.classList.add("kw-wide-field"),r.append(i);let l=a=>{let c=a==null||Object.keys(a).
length===0;o.value=c?"":JSON.stringify(a,null,1)};return{el:r,set:a=>l(T(e,a)),settle(){}}}var Qt="http://www.w3.org/2000/svg";function Xt(n){let e=({time:t,distance:s,azimuth:i,elevation:o})=>[t,s,i,o].every(Number.isFinite);return n.filter(e).sort((t,s)=>t.time-s.time)}function en({distance:n,
azimuth:e,elevation:t}){let s=e*Math.PI/180,i=t*Math.PI/180,o=n*Math.cos(i),r={x:o*Math.sin(s),y:o*Math.cos(s)*.42};return{...r,foot:r.y,y:r.y-n*Math.sin(i)*.9}}
function tn(n,e,t){let s=i=>n[i]+(e[i]-n[i])*t;return{distance:s("distance"),azimuth:s("azimuth"),elevation:s("elevation")}}function O(n,e,t=""){let s=document.
createElementNS(Qt,n);for(let[i,o]of Object.entries(e))s.setAttribute(i,String(o));return s.textContent=t,s}function Qe(n){let e=O("svg",{viewBox:"-84 -56 168 1\
12",class:"kw-orbit-drawing","aria-hidden":"true"}),t=n("div.kw-stack.kw-orbit",{hidden:!0},e,n("span.kw-dim",null,"camera path, seen from the front and slightl\
y above"));return{el:t,paint(s){let i=Xt(s);t.hidden=!i.length,i.length&&e.replaceChildren(...nn(i))}}}function nn(n){let e=Math.max(...n.map(({distance:a})=>a)),
t=Math.min(168,112*1.4)/2.5/e,s=a=>Object.fromEntries(Object.entries(en(a)).map(([c,u])=>[c,+(u*t).toFixed(1)])),i=n.slice(1).flatMap((a,c)=>Array.from({length:17},
(u,d)=>s(tn(n[c],a,d/16)))),o=e*t,r=n.map(s).map(({x:a,y:c,foot:u})=>O("path",{d:`M${a} ${u}V${c}`,class:"kw-orbit-foot"})),l=n.map(s).flatMap(({x:a,y:c},u)=>[O(
"circle",{cx:a,cy:c,r:6.5,class:"kw-orbit-camera"}),O("text",{x:a,y:c+3,class:"kw-orbit-number"},String(u+1))]);return[O("ellipse",{cx:0,cy:0,rx:o,ry:o*.42,class:"\
kw-orbit-ground"}),O("path",{d:"M-13 3v-15h26v15z",class:"kw-orbit-still"}),...r,...i.length?[O("path",{d:`M${i.map(({x:a,y:c})=>`${a} ${c}`).join("L")}`,class:"\
kw-orbit-path"})]:[],...l]}function ue(n,e){let{h:t,imageStore:s}=n,i=e.name,o=oe(t,{multiple:!0,take:f=>a(f)}),r=e.max_items||1/0,l=0,a=f=>{let w=Math.max(0,r-s.cards(i).length-s.readings(
i).length);l=Math.max(0,f.length-w),f.slice(0,w).forEach(k=>s.take(k,i)),m()},c=t("button.kw-tile.kw-tile-add",{onclick:o.choose,"aria-label":`Add an image: ${e.
label}`},y("plus")),u=t("div.kw-tiles",null),d=t("span.kw-message.kw-error",{role:"alert"}),g=t("span.kw-dim",null,_(e)),p=x(t,e,t("div",null,u,d,o.el),{tag:"di\
v",extra:g});p.classList.add("kw-wide-field"),j(u,n.signal,{over:f=>u.classList.toggle("kw-over",f),files:f=>a(f)});function m(){let f=s.cards(i),w=s.readings(i).
map(M=>t("span.kw-tile.kw-tile-coming",{title:M.name},`${Math.round(M.received/M.size*100)} %`)),k=f.map((M,X)=>t("span.kw-tile",{title:M.name,"data-number":X+1},
t("img",{src:M.thumb,alt:M.name}),t("button.kw-tile-close",{"aria-label":`Remove ${M.name}`,onclick:()=>s.remove(i,M.key)},y("close"))));u.replaceChildren(...k,
...w,...f.length+w.length<r?[c]:[]);let I=l?`${l} of the images were left out: the model takes at most ${r}.`:"";d.textContent=s.refused(i)||I}return m(),{el:p,
set(){},settle(){},paint:m}}function de(n,e,t){let{h:s,imageStore:i}=n,o=`row-${n.scope.token}-${n.count()}`,r=null,l=H(n,{title:e.label,hint:"",small:!0,take:([
c])=>i.take(c,o,u=>(r=u.key,t({still:r}),a())),remove:()=>(r=null,t(void 0),a()),stop:()=>i.stop(o)}),a=()=>l.paint({card:i.card(r),reading:i.readings(o)[0],refused:i.
refused(o)});return a(),{el:s("div.kw-field",null,l.el),set:c=>(r=c?.still||null,a()),settle(){},paint:a}}function Xe(n,e,t){let{h:s}=n,i=e.max_items||3,o=[],r=s(
"div.kw-tiles",null),l=[];function a(){let c=o.length<i?o.length+1:i;l=Array.from({length:c},(u,d)=>{let g=de(n,{...e,label:"Image"},p=>{o=o.map((m,f)=>f===d?p:
m).concat(d===o.length?[p]:[]).filter(Boolean),t(o.length?o:void 0),a()});return g.set(o[d]),g}),r.replaceChildren(...l.map(u=>u.el))}return a(),{el:x(s,e,r,{tag:"\
div"}),set:c=>(o=c||[],a()),settle(){},paint:()=>l.forEach(c=>c.paint())}}var sn=30,on=2,fe=({kind:n})=>n==="range"||n==="number",et=({min:n,max:e,kind:t})=>t==="range"&&n===0&&e===1;function rn(n,e,t){if(n.default!==null&&n.default!==
void 0)return n.default;if(n.required){if(n.kind==="choice")return n.choices[0];if(fe(n))return et(n)?t>1?e/(t-1):0:typeof n.above=="number"?n.above+1:n.kind===
"number"&&n.unit==="°"?e*sn:Math.max(0,n.min??0)}}function ln(n,e=0,t=1){let s=n.map(i=>[i.name,rn(i,e,t)]);return Object.fromEntries(s.filter(([,i])=>i!==void 0))}
function an(n,e){let s=n.filter(et).map(({name:o})=>o).filter(o=>e.every((r,l)=>r[o]===(e.length>1?l/(e.length-1):0))),i=(o,r)=>({...o,...Object.fromEntries(s.map(
l=>[l,+(r/e.length).toFixed(2)]))});return[...e.map(i),ln(n,e.length,e.length+1)]}function cn(n,e,t){let s=tt(n,e,t);if(!s?.differs)return e;let i=n.find(({name:l})=>l===
s.name),o=e[e.length-1],r=s.clip-s.seconds+o[s.name];return C(i,r)?[...e.slice(0,-1),{...o,[s.name]:r}]:e}function tt(n,e,t){let s=n.find(l=>l.unit==="s"&&fe(l));
if(!s||!e.length)return null;let i=+e.reduce((l,a)=>l+(Number(a[s.name])||0),0).toFixed(2),o=t?.peek(s.name),r=!!o&&o.value!==i;return{name:s.name,seconds:i,differs:r,
label:o?.parameter.label,clip:o?.value,fits:r&&C(o.parameter,i)}}function un(n,e){let{h:t,peers:s}=n,i=null,o=t("span"),r=t("button.kw-link",{hidden:!0,onclick:()=>s.
put(i.name,i.seconds)});return{el:t("span.kw-total",{role:"status"},o," ",r),paint(l){i=tt(e,l,s),h(o,i?`${i.seconds} s in all${i.differs?`, but ${i.label} is ${i.
clip} s`:""}`:""),o.className=i?.differs?"kw-warn":"",r.hidden=!i?.fits,h(r,i?`Set ${i.label} to ${i.seconds} s`:"")}}}function me(n,e,t){return(e.fields||[]).length?
new he(n,e,t).control():B(n,e,t)}var he=class{constructor(e,t,s){let{h:i}=e;this.parameter=t,this.tell=s,this.many=t.kind==="list",this.most=this.many?t.max_items||
1/0:1,this.least=this.many&&t.min_items||0,this.values=[],this.rows=[];let o=t.fields.filter(fe).length>on;this.ctx={...e,compact:o,composite:{...e.composite,image:de,
images:Xe}},this.total=un(e,t.fields),this.orbit=t.fields.some(({name:l})=>l==="azimuth")?Qe(i):null,this.add=i("button.kw-button.kw-quiet",{"aria-label":`Add: ${t.
label}`,onclick:()=>this.grow()},y("plus"),"Add"),this.box=i("div.kw-stack.kw-rows",null);let r=i("span.kw-dim",null,_(t));this.el=x(i,t,i("div.kw-rows-and-path",
null,this.box,this.orbit?.el),{tag:"div",extra:r}),this.el.classList.add("kw-wide-field"),this.rebuild()}control(){let e=t=>this.rows.forEach(s=>s.controls.forEach(
t));return{el:this.el,set:t=>this.show(t==null?[]:this.many?t:[t]),settle:()=>e(t=>t.settle()),paint:()=>e(t=>t.paint?.()),heed:()=>this.total.paint(this.values)}}show(e){
JSON.stringify(e)!==JSON.stringify(this.values)&&(this.values=e,this.rebuild())}pass(){this.total.paint(this.values),this.orbit?.paint(this.values),this.tell(this.
values.length===0?void 0:this.many?this.values:this.values[0])}grow(){let e=Math.max(1,this.least,this.values.length+1),{fields:t}=this.parameter;for(;this.values.
length<e;)this.values=cn(t,an(t,this.values),this.ctx.peers);this.rebuild(),this.pass(),this.rows[this.rows.length-1]?.el.querySelector("input, select, textarea\
, button")?.focus()}change(e,t,s){this.values=this.values.map((i,o)=>o===e?dn(i,t,s):i),this.pass()}drop(e){this.values=this.values.length<=this.least?[]:this.values.
filter((t,s)=>s!==e),this.rebuild(),this.pass(),this.add.focus()}rebuild(){this.rows=this.values.map((e,t)=>this.makeRow(e,t)),this.add.hidden=this.values.length>=
this.most,this.box.replaceChildren(...this.rows.map(e=>e.el),this.ctx.h("div.kw-line.kw-rows-end",null,this.add,this.total.el)),this.total.paint(this.values),this.
orbit?.paint(this.values)}makeRow(e,t){let{ctx:s,parameter:i}=this,{h:o}=s,r=i.fields.map(u=>{let d=q(s,{...u,inner:!0},g=>this.change(t,u.name,g));return d.set(
e[u.name]),d}),l=`${i.label}${this.many?` ${t+1}`:""}`,a=o("button.kw-tool",{"aria-label":`Remove: ${l}`,onclick:()=>this.drop(t)},y("close")),c=this.many?o("sp\
an.kw-row-number",{"aria-hidden":"true"},String(t+1)):null;return{controls:r,el:o(`div.kw-row${s.compact?".kw-row-compact":""}`,{role:"group","aria-label":l},c,
o("div.kw-row-fields",null,r.map(({el:u})=>u)),a)}}};function dn(n,e,t){let{[e]:s,...i}=n;return t===void 0?i:{...i,[e]:t}}var hn={width:"×",height:"px"};function nt(n,e,t){let{h:s}=n,i={},o={},r={},l=s("span.kw-dim"),a=s("button.kw-link",{hidden:!0,onclick:()=>{for(let{name:m}of e)
o[m]=void 0,c[m].box.value=i[m]??"",t(m,void 0);u()}}),c=Object.fromEntries(e.map(m=>(i[m.name]=m.default??null,[m.name,W(s,m,f=>(o[m.name]=f,u(),t(m.name,f)))])));
function u(){let m=e.some(({name:k})=>o[k]!==void 0&&o[k]!==i[k]),f=e.map(({name:k})=>r[k]??i[k]),w=f.every(k=>k!=null);for(let{name:k}of e)c[k].box.placeholder=
r[k]??"auto";l.textContent=m||!r.from?"":`from ${r.from}`,a.textContent=w?`Back to ${f.join(" × ")}`:"Back",a.hidden=!m}let d=e.flatMap(({name:m})=>[c[m].box,s(
"span.kw-unit",null,hn[m])]),g=x(s,{label:"Size",kind:"number"},s("div.kw-slide",null,d,l,a),{tag:"div"});u();let p=({name:m})=>({el:g,set(f){o[m]=f,c[m].box.value=
f??i[m]??"",u()},settle:c[m].settle,derive(f){r=f||{},u()}});return Object.fromEntries(e.map(m=>[m.name,p(m)]))}var J=["width","height"],pe={name:"*",kind:"any",label:"Settings as JSON",required:!1,default:null,rare:!1},G=class{constructor(e,t,s){let{h:i}=e;this.ctx={...e,
peers:this,composite:{image:ue,images:ue,list:me,object:me,any:B}},this.lead=t,this.changed=s,this.form=null,this.remembered={},this.controls=new Map,this.grid=
i("div.kw-grid",null,t),this.rareGrid=i("div.kw-grid",null),this.count=i("span.kw-dim"),this.more=i("details.kw-more",{hidden:!0},i("summary",null,"More",this.count),
this.rareGrid),this.el=i("div.kw-stack.kw-form",null,this.grid,this.more)}use(e){this.form=e;let t=e?De(e):[pe],s=t.filter(({name:l})=>J.includes(l)),i=s.length===
J.length?this.sizeFor(s):{};this.controls=new Map(t.map(l=>[l.name,i[l.name]||this.controlFor(l)]));let o=l=>t.filter(a=>ge(a)===l).map(({name:a})=>this.controls.
get(a).el),r=l=>[...new Set(o(l))];z(this.grid,[this.lead,...r(!1)]),z(this.rareGrid,r(!0)),this.more.hidden=!r(!0).length,this.show()}controlFor(e){let t=JSON.
stringify(e),s=this.controls.get(e.name);return s&&s.shape===t?s:{...q(this.ctx,e,i=>this.take(e.name,i)),shape:t,parameter:e}}sizeFor(e){let t=JSON.stringify(e),
s=this.controls.get(J[0]);if(s&&s.shape===t)return Object.fromEntries(J.map(o=>[o,this.controls.get(o)]));let i=nt(this.ctx,e,(o,r)=>this.take(o,r));return Object.
fromEntries(e.map(o=>[o.name,{...i[o.name],shape:t,parameter:o}]))}derive(e){this.controls.forEach(t=>t.derive?.(e))}peek(e){let t=$(this.form,e);return t&&{parameter:t,
value:this.values()[e]??t.default}}put(e,t){this.take(e,t),this.controls.get(e)?.set(t)}take(e,t){let{[e]:s,...i}=this.remembered;e===pe.name?this.remembered=t||
{}:this.remembered=t===void 0?i:{...i,[e]:t},this.paintCount(),this.controls.forEach((o,r)=>r!==e&&o.heed?.()),this.changed(this.values())}values(){return Ue(this.
remembered,this.form)}set(e){for(let t of Object.keys(this.values()))t in e||delete this.remembered[t];this.remembered={...this.remembered,...e},this.show()}show(){
let e=this.values();for(let[t,s]of this.controls)s.set(t===pe.name?e:e[t]);this.paintCount()}paintCount(){let e=this.values(),t=[...this.controls].filter(([s,{parameter:i}])=>ge(
i)&&s in e).length;h(this.count,t?` · ${t} set`:"")}paint(){this.controls.forEach(e=>e.paint?.())}settle(){this.controls.forEach(e=>e.settle())}has(e){return!!$(
this.form,e)}focus(e){let t=this.controls.get(e);t&&ge(t.parameter)&&(this.more.open=!0),t?.el.querySelector("input, select, textarea, button")?.focus()}};function ge(n){
return!!n.rare&&!n.required}var fn=[["","As it is"],["crop","Crop"],["pad","Blurred edges"]],mn={"":"The image is sent as it is; the model decides how to fit it.",crop:"Its edges are cut o\
ff.",pad:"A blurred margin is added."};function st(n,e){let{h:t}=n,s=t("span",{role:"status"}),i=t("span.kw-dim"),o=ce(n,"Fit of the image",fn,e),r=t("div.kw-st\
ack.kw-fit",{hidden:!0},s,o.el,i);return{el:r,paint(l,a){r.hidden=!l,h(s,l?pn(l):""),s.className=a?"":"kw-warn",o.set(a||""),h(i,mn[a||""])}}}function pn({still:n,
clip:e,wider:t}){return`The image${n?` (${n})`:""} is ${t?"wider":"narrower"} than the clip (${e}).`}function it(n){let{h:e,channel:t}=n,s=e("div"),i=e("span"),o=e("button.kw-button",{onclick:()=>{o.disabled=!0,t.send("resume",{})}},"Resume jobs"),r=e("p.kw-not\
ice.kw-strip",{hidden:!0},i,o),l=e("div.kw-stack.kw-notices",{role:"status"},r,s),a="";return{el:l,paint(c){!c||a===JSON.stringify(c)||(a=JSON.stringify(c),s.replaceChildren(
...c.map(u=>e("p.kw-notice",null,e("span",null,u),e("button.kw-tool",{"aria-label":`Dismiss: ${u}`,onclick:()=>t.send("dismiss_notice",{message:u})},y("close"))))))},
paintUnfinished(c){h(i,c),r.hidden=!c,o.disabled=!1}}}function ke(n,e,t){let{h:s,signal:i}=n,o=e.map(u=>gn(s,u)),r=()=>o.filter(({box:u})=>u.checked&&!u.disabled).map(({name:u})=>u),l=s("span.kw-dim",{role:"status"}),
a=s("button.kw-button",{onclick:async()=>{a.disabled=!0;let u=await t(r());h(l,u.kind==="problem"?u.message:"In the form now. Nothing was sent."),a.disabled=!1}},
"Put into the form"),c=()=>a.disabled=!r().length;for(let{box:u}of o)u.addEventListener("change",c,{signal:i});return c(),s("div.kw-stack",null,s("div",{role:"g\
roup","aria-label":"Fields for the form"},o.map(({el:u})=>u)),s("div.kw-line",null,a,l))}function gn(n,{name:e,label:t,now:s,then:i,same:o,message:r}){let l=n("\
input",{type:"checkbox",checked:!o&&!r,disabled:o||!!r}),a=o?n("span.kw-dim",null,`${i||"none"} · the same`):n("span.kw-preview-change",null,s&&n("del",null,s),
s&&" ",n("ins",null,i||"none"),r&&n("span.kw-dim",null,` ${r}`));return{name:e,box:l,el:n("label.kw-preview-field",null,l,n("span.kw-dim",null,t),a)}}function we(n,e,t){let s=n.h("button.kw-link",{onclick:async()=>{h(s,await Ce(t(),s.parentNode)?"Copied":"The page cannot copy here"),n.scope.later(()=>h(s,e),2e3)}},
e);return s}function P(n,e,t,s=()=>{}){let i=r=>{t.hidden=!r,o.setAttribute("aria-expanded",String(r)),s(r)},o=n.h("button.kw-link",{onclick:()=>i(t.hidden)},e);
return t.hidden=!0,o.setAttribute("aria-expanded","false"),{toggle:o,el:t,isOpen:()=>!t.hidden,open:i}}var V=[{title:"Camera",moves:["pan left","pan right","tilt up","tilt down","zoom in","zoom out","dolly in","dolly out","orbit"]},{title:"Speed",manners:[["slow",
"slowly"],["gentle","gently"],["fast","fast"],["subtle","subtly"],["dramatic","dramatically"]]},{title:"Depth",moves:["gentle parallax","deep parallax","shallow\
 depth of field"]},{title:"Scene",moves:["leaves sway in the wind","water ripples","clouds drift by","smoke curls upward","light flickers softly","hair moves in\
 a breeze"]}],kn=(V[1].manners||[]).map(([n])=>n);function ot(n){return(n.moves||[]).map(e=>({text:e})).concat((n.manners||[]).map(([e,t])=>({text:e,after:t})))}
function rt(n,e,t){let s=n.replace(/\s+$/,""),i=s.length<n.length,o=s.split(/[\s,.;]+/).pop().toLowerCase(),r=s===""||/[,.;:!?。、，]$/.test(s),l=!r&&kn.includes(
o),a=t.after&&!r&&!l?t.after:t.text,c=i||s===""?"":" ";!r&&!l&&!t.after&&(c=i?"":", ");let u=/^\s*[\p{L}\p{N}]/u.test(e)?t.after&&r?" ":", ":"";return c+a+(u&&/^\s/.
test(e)?u.trimEnd():u)}function lt(n,e){let{h:t}=n,s=0,i=t("textarea.kw-input.kw-prompt",{rows:3,spellcheck:"true",placeholder:"How should it move?",oninput:()=>{r(),e(i.value)}}),o=t(
"span.kw-length",{role:"status"}),r=()=>{h(o,Ge(i.value,s)),o.classList.toggle("kw-error",s>0&&[...i.value].length>s),i.style.height="auto",i.scrollHeight&&(i.style.
height=`${Math.min(i.scrollHeight+2,260)}px`)},l=c=>{let u=i.selectionEnd,d=rt(i.value.slice(0,u),i.value.slice(u),c);i.focus(),i.setSelectionRange(u,u),document.
execCommand("insertText",!1,d)||(i.setRangeText(d,u,u,"end"),r(),e(i.value))},a=t("label.kw-field",null,t("span.kw-label",null,"Prompt",o),i);return{el:t("div.k\
w-stack",null,a,wn(n,l)),get:()=>i.value,set(c){i.value!==c&&(i.value=c),r()},limit(c){s=c||0,r()},focus:()=>i.focus()}}function wn(n,e){let{h:t}=n,s=l=>t("butt\
on.kw-chip",{onclick:()=>e(l),"aria-label":`Add “${l.text}” to the prompt`},l.text),i=l=>t("div.kw-chip-group",{role:"group","aria-label":l.title},t("span.k\
w-chip-title",{"aria-hidden":"true"},l.title),t("span.kw-line.kw-chip-list",null,ot(l).map(s))),o=P(n,"More phrases",t("div.kw-stack.kw-chip-rest",null,V.slice(
2).map(i)),l=>h(o.toggle,l?"Fewer phrases":"More phrases"));o.toggle.classList.add("kw-chip-more");let r=V.slice(0,2).map(i);return r[1].lastElementChild.append(
o.toggle),t("div.kw-stack.kw-chips",null,r,o.el)}function at(n,e){let{h:t}=n,s=t("select.kw-input",{onchange:()=>e(s.value)}),i=[],o=u=>{let d=t("option",{value:u.
id});return i.push([d,u]),d},r=(u,d)=>t("optgroup",{label:u},d.map(o)),l=[],a="",c=()=>i.forEach(([u,d])=>h(u,bn(d,a)));return{el:t("label.kw-field.kw-model",null,
t("span.kw-label",null,"Model"),s),fill(u){let d=u.filter(f=>f.popular),g=u.filter(f=>!f.popular),p=[...new Set(g.map(f=>f.provider))];l=u.map(f=>f.id),i.length=
0;let m=p.map(f=>r(f,g.filter(w=>w.provider===f)));s.replaceChildren(...d.length?[r("Popular",d)]:[],...m),c()},set(u){u&&!l.includes(u)&&(l.push(u),s.append(o(
{id:u,title:u})),c()),s.value=u},paint(u){u!==a&&(a=u,c())}}}function bn({title:n,from:e,deprecated:t},s){let i=s==="krea"&&e?` · from ${e.replace(/^about /,"")}`:
"";return`${n}${t?" (being withdrawn)":""}${i}`}function ct({scope:n,channel:e},t=()=>{}){let s=Date.now(),i=0,o=null;function r(){t();let l=Date.now();l-s<1500||i>s&&l-i<1e4||(i=l,e.send("beat"))}return{received(l){
s=Date.now(),l&&!o&&(o=n.every(r,1e3)),!l&&o&&(o(),o=null)}}}async function ut(n,e,{onProgress:t=()=>{},signal:s}={}){let i=[],o=0;for(;;){let r=await n.request("download",{key:e,offset:o});if(s?.aborted)throw new Error("");
if(r.kind!=="chunk")throw new Error(r.message||"The clip cannot be read.");let l=r.parts[0];if(i.push(l),o+=l.byteLength,t(o,r.total),o>=r.total||!l.byteLength)
break}return new Blob(i,{type:"video/mp4"})}var vn=8,yn=150;function xn(n,e){if(!e)return"";let t=`/${decodeURIComponent(e)}`;for(let s of n.querySelectorAll("video, video source")){let i=new URL(s.src||"\
about:blank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(t))return s.src}return""}async function Sn(n,e,t){for(let s=0;t&&
s<vn&&!n.signal.aborted;s++){for(let i of document.getElementsByClassName(e)){let o=xn(i,t);if(o)return o}await new Promise(i=>n.later(i,yn))}return""}function be(n,e,t){
return new Promise(s=>{let i=new AbortController,o=r=>()=>{i.abort(),s(r)};n.addEventListener("loadedmetadata",o(!0),{signal:i.signal}),n.addEventListener("erro\
r",o(!1),{signal:i.signal}),t?.addEventListener("abort",o(!1),{signal:i.signal}),n.src=e})}function dt(n){n.pause(),n.removeAttribute("src"),n.load()}async function Mn(n,e,{
key:t,clip:s,signal:i,onProgress:o}){let{scope:r,channel:l}=n,a={href:"",free(){}},c=n.serve?n.serve(s.url):await Sn(r,n.fallbackClass,s.url);if(c&&await be(e,c,
i))return{...a,href:c};if(i.aborted||r.signal.aborted)return a;let u=r.hold(await ut(l,t,{signal:i,onProgress:o}));return i.addEventListener("abort",u.free,{once:!0}),
await be(e,u.href,i)?u:(u.free(),a)}async function $n(n,e,t,{key:s,clip:i,signal:o}){let r={href:"",free(){}};try{let a=await Mn(n,e,{key:s,clip:i,signal:o,onProgress:(c,u)=>h(
t,`Downloading the clip · ${U(c,u)}`)});return o.aborted||n.scope.signal.aborted?r:(h(t,a.href?"":`This browser cannot play the clip. It is safe on disk: ${i.path}`),
a)}catch(l){let{message:a}=l;return h(t,a&&`${a} Path: ${i.path}`),r}}function ht(n,{key:e,clip:t,label:s,ready:i}){let{h:o,scope:r}=n,l=o("video.kw-video",{controls:!0,
loop:!0,playsinline:!0,muted:!0,preload:"metadata","aria-label":s});l.setAttribute("muted","");let a=o("p.kw-message.kw-center",{role:"status"}),c=o("div.kw-pla\
yer",null,l,a);t.width&&t.height&&(c.style.setProperty("--kw-ratio",`${t.width} / ${t.height}`),c.style.setProperty("--kw-wide",`${Math.min(640,Math.round(420*t.
width/t.height))}px`));let u=new AbortController,d=$n(n,l,a,{key:e,clip:t,signal:u.signal});return d.then(({href:g})=>{!g||u.signal.aborted||r.signal.aborted||(i(
g),Ne()||l.play().catch(()=>{}))}),{el:c,video:l,end(){u.abort(),dt(l),d.then(({free:g})=>g())}}}async function K(n,e){let t=document.createElement("video");t.muted=
!0,t.preload="auto";try{if(!await be(t,n))throw new Error("The clip could not be read.");await new Promise((o,r)=>{t.onseeked=o,t.onerror=r,t.currentTime=Math.max(
0,t.duration-.02)});let s=document.createElement("canvas");[s.width,s.height]=[t.videoWidth,t.videoHeight],s.getContext("2d")?.drawImage(t,0,0);let i=await new Promise(
o=>s.toBlob(o,"image/png"));if(!i)throw new Error("The clip could not be read.");return new File([i],e,{type:"image/png"})}finally{t.onseeked=t.onerror=null,dt(
t)}}var En=["done","failed","cancelled","uncertain"],Tn=["submitting","waiting","working"];function Y(n){return En.includes(n.phase)}function ft(n,e){let t=Nn(n,e,()=>s,
()=>c(!0)),s=null,i=0,o=null,r=!1;function l(){if(!s||!Tn.includes(s.phase))return;let d=s.elapsed+(Date.now()-i)/1e3;h(t.message,je(s.message,s.elapsed,d))}function a(d){
s&&JSON.stringify(s)===JSON.stringify(d)||(s=d,i=Date.now(),An(t,d),l(),c(r))}function c(d){r=d;let g=d&&s?.clip;if(t.open.hidden=!s?.clip||d,t.tools.hidden=!g,
g&&!o){let p=`Clip: ${s.title||s.clip.name}`;o=ht(n,{key:s.key,clip:s.clip,label:p,ready:m=>In(t,m,s.clip)}),t.stage.replaceChildren(o.el)}else!g&&o&&(o.end(),o=
null,t.address="",t.stage.replaceChildren());t.stage.hidden=!o,t.el.classList.toggle("kw-open",!!o)}let u=()=>{o?.end(),t.el.remove()};return{el:t.el,update:a,tick:l,
open:c,row:()=>s,end:u}}function Nn(n,e,t,s){let{h:i}=n,o=(l,a,c={})=>i("button.kw-link",{onclick:a,...c},l),r={address:"",act:e};return r.bar=F(i),r.message=i(
"span.kw-job-message"),r.cancel=i("button.kw-button.kw-quiet",{onclick:()=>e.cancel(t().key)},"Cancel"),r.open=o("Show",s),r.dismiss=i("button.kw-tool",{"aria-l\
abel":"Remove from the list; files stay",title:"Remove from the list; files stay",onclick:()=>e.dismiss(t().key)},y("close")),r.badge=i("span.kw-badge",null,"sa\
ndbox"),r.about=i("span.kw-about-text"),r.stage=i("div.kw-stage",{hidden:!0}),r.ways=i("div.kw-line",null),r.offer=(l,a)=>i("button.kw-button",{onclick:()=>{let c=u=>[
...r.ways.children].forEach(d=>d.disabled=!u);c(!1),n.scope.later(()=>c(!0),3e3),a()}},l),r.detailText=i("pre.kw-pre"),r.details=i("details.kw-more",null,i("sum\
mary",null,"Details"),r.detailText),r.tools=Cn(n,e,t,r,o),r.el=i("article.kw-stack.kw-job",{role:"group"},r.bar.el,r.stage,i("div.kw-stack",null,i("div.kw-job-l\
ine",null,i("div.kw-job-text",null,r.message,i("span.kw-about",null,r.badge,r.about)),r.open,r.cancel,r.dismiss),r.ways,r.tools,r.details)),r}function Cn(n,e,t,s,i){
let{h:o}=n,r=o("span.kw-dim",{role:"status"}),l=d=>{h(r,d),n.scope.later(()=>h(r,""),2500)};s.download=o("a.kw-link",{hidden:!0},"Download");let a=we(n,"Copy pa\
th",()=>t().clip.path),c=i("Use last frame as next image",async()=>{l("Reading the last frame");let d=`${t().clip.name.replace(/\.mp4$/i,"")}-last.png`,g=await K(
s.address,d).catch(()=>null);if(g)return e.useFrame(g);let p=await e.frameByPython(t().key);return p.kind==="problem"&&l(p.message)},{hidden:!0});s.frame=c;let u=On(
n,t);return o("div.kw-stack.kw-tools",null,o("div.kw-line",null,s.download,a,c,u.toggle,r),u.el)}function On(n,e){let{h:t}=n,s=t("pre.kw-pre",{tabindex:0}),i=t(
"p.kw-dim",{hidden:!0},t("span.kw-badge",null,"sandbox")," Rendered here, free. No model was used."),o=we(n,"Copy call",()=>s.textContent);return P(n,"Settings",
t("div.kw-stack.kw-settings",null,i,s,o),async r=>{if(!r)return;i.hidden=e().backend!=="sandbox";let l=await n.channel.request("settings",{key:e().key});h(s,l.call||
l.message||"")})}function In(n,e,t){n.address=e,n.download.href=e,n.download.download=t.name,n.download.hidden=!1,n.frame.hidden=!1}function An(n,e){let t=Y(e);
n.el.dataset.phase=e.phase,n.el.setAttribute("aria-label",`Clip: ${e.title||e.summary}`),h(n.message,e.message),n.message.classList.toggle("kw-error",e.phase===
"failed"),n.message.classList.toggle("kw-warn",e.phase==="uncertain"),h(n.about,[e.summary,e.title?`“${e.title}”`:""].filter(Boolean).join(" · ")),n.about.
title=e.title||"",n.badge.hidden=e.backend!=="sandbox",n.bar.el.hidden=t,n.bar.el.setAttribute("aria-label",e.title||e.summary||"Clip"),n.bar.paint(e.fraction),
n.cancel.hidden=t,n.cancel.disabled=!!e.cancelling,h(n.cancel,e.cancelling?"Cancelling":"Cancel"),n.cancel.setAttribute("aria-label",`Cancel: ${e.title||e.summary}`),
n.dismiss.hidden=!t;let s=e.error||{},i=Ln(n,e,s);n.ways.hidden=!i.length,n.ways.replaceChildren(...i),n.details.hidden=!s.details,h(n.detailText,s.details||"")}
function Ln({offer:n,act:e},t,s){let i=(s.candidates||[]).map(o=>n(`It is ${o.slice(0,8)}`,()=>e.adopt(t.key,o)));return s.replacement&&i.push(n(`Use ${s.replacement}`,
()=>e.useModel(s.replacement))),s.fetch&&i.push(n("Download it again",()=>e.fetch(t.key))),s.uncertain&&i.push(n(["It was not started: submit it again",t.price].
filter(Boolean).join(" · "),()=>e.again(t.key))),i}var Z=class{constructor(e,{useModel:t}){let{h:s,channel:i}=e;this.latest="";let o=s("div.kw-jobs");this.live=s("p.kw-hidden",{role:"status","aria-live":"polite"}),
this.el=s("div.kw-stack.kw-results",null,this.live,o);let r={cancel:l=>i.send("cancel",{key:l}),dismiss:l=>i.send("dismiss",{key:l}),adopt:(l,a)=>i.send("adopt",
{key:l,job_id:a}),again:l=>i.send("again",{key:l}),fetch:l=>i.send("fetch",{key:l}),useModel:t,useFrame:l=>e.imageStore.take(l,"start_image"),frameByPython:l=>i.
request("frame",{key:l})};this.jobs=Te(o,()=>ft(e,r)),this.heartbeat=ct(e,()=>this.jobs.views.forEach(l=>l.tick()))}update(e){this.jobs.update([...e].reverse(),
(t,s)=>{let i=t.row()?.phase;t.update(s),i!==s.phase&&(i||!Y(s))&&h(this.live,s.message)}),this.openNewest(e),this.heartbeat.received(e.some(t=>!Y(t)))}openNewest(e){
let t=e.filter(i=>i.clip).sort((i,o)=>(i.finished||0)-(o.finished||0)),s=t.length?t[t.length-1].key:"";s!==this.latest&&(this.jobs.views.get(this.latest)?.open(
!1),this.jobs.views.get(s)?.open(!0),this.latest=s)}end(){this.jobs.end()}};function mt(n){let{h:e,channel:t}=n,s=e("span.kw-badge"),i=e("span.kw-dim"),o=e("span.kw-error",{role:"status"}),r=e("input.kw-input.kw-token",{type:"password",
autocomplete:"off",spellcheck:"false",placeholder:"API token","aria-label":"API token"}),l=e("form.kw-line.kw-login",{onsubmit:async c=>{c.preventDefault();let u=r.
value.trim();if(r.value="",!u)return r.focus();h(o,"");let d=await t.request("login",{token:u});if(d.kind==="problem")return h(o,d.message),r.focus();a.open(!1)}},
r,e("button.kw-button",{type:"submit"},"Use token"),e("span.kw-dim",null,"stays in this kernel, never in the notebook"),o),a=P(n,"Use your API token",l,c=>{r.value=
"",h(o,""),c&&r.focus()});return{el:e("div.kw-backend",null,e("span.kw-line.kw-backend-line",null,s,i,a.toggle),l),paint(c){let u=c==="sandbox";h(s,c||"…"),s.
classList.toggle("kw-badge-krea",!u),h(i,u?"rendered here, free":""),a.toggle.hidden=!u,u||a.open(!1)}}}var Pn="The kernel is busy with a cell. The job starts as soon as it is free; no need to press again.",jn="The image is still uploading. Press again when it is \
complete. Nothing was sent.",Q=class{constructor(e,t){let{h:s}=e;this.ctx=e,this.view=t,this.backend="",this.cost="",this.pending=!1,this.label=s("span",null,"A\
nimate"),this.amount=s("span.kw-cost"),this.billed=s("span.kw-dim",{hidden:!0},"Only completed clips are billed."),this.el=s("button.kw-button.kw-main-button",{
title:"Ctrl+Enter",onclick:()=>this.run()},this.label,this.amount),this.text=s("p",{role:"status","aria-live":"polite",hidden:!0}),this.replacement=s("button.kw\
-button",{hidden:!0,onclick:()=>{this.say(""),t.switchModel(this.replacement.value)}}),this.details=s("pre.kw-pre"),this.fold=s("details.kw-more",{hidden:!0},s(
"summary",null,"Details"),this.details),this.message=s("div.kw-run-message",null,this.text,this.replacement,this.fold),this.wait=()=>{},this.doubt=()=>{},this.ask=
xe(i=>e.channel.request("price",i),i=>this.showQuote(i))}say(e,{error:t=!1,details:s="",replacement:i=""}={}){h(this.text,e),this.text.className=t?"kw-message k\
w-error":"kw-message",this.text.hidden=!e,h(this.details,s),this.fold.hidden=!s,this.replacement.value=i,h(this.replacement,`Use ${i}`),this.replacement.hidden=
!i}showProblem({message:e,details:t,replacement:s,field:i}){this.say(e,{error:!0,details:t,replacement:s}),i&&this.view.focus(i)}async run(){let{ctx:e,view:t}=this;
if(this.pending)return;let s=t.snapshot();if(e.imageStore.busy()){this.say(jn);return}let i=Je(e.form(),{...s,filled:r=>e.imageStore.cards(r).length>0});if(i){this.
showProblem(i);return}this.pending=!0,this.say(""),this.paint();let o=await R(e.scope,e.channel.request("run",s),()=>this.say(Pn),2e3);this.pending=!1,this.say(
""),o.kind==="problem"&&this.showProblem(o),this.paint()}price(){let{model:e,values:t}={model:this.view.model.get("model"),values:this.view.form.values()};this.
wait(),this.doubt(),this.wait=this.ctx.scope.later(()=>this.ask({model:e,values:t}),40),this.doubt=this.ctx.scope.later(()=>this.showPrice(this.cost&&"price pen\
ding"),1500),this.paint()}showQuote({text:e="",source:t="",size:s=null,fit:i=null}){this.el.title=t?`Ctrl+Enter. Price: ${t}`:"Ctrl+Enter",this.view.takeQuote({
size:s,fit:i}),this.showPrice(e)}showPrice(e){this.doubt(),this.cost=e,this.paint()}paint(e=this.backend){e!==this.backend&&(this.backend=e,this.price()),h(this.
label,this.pending?"Starting":"Animate"),this.billed.hidden=this.backend!=="krea",h(this.amount,this.cost?` · ${this.cost}`:""),this.el.disabled=this.pending}};var _n="34c11bca3f3f41dd972c3e35a776bff3";async function pt(n){let e=0;for(let t=0;t<2e4&&e+8<=n.size;t++){let{kind:s,start:i,end:o,owner:r}=await Bn(n,e);if(o>n.size||o<i)return null;let l=i+16;if(s===
"uuid"&&r===_n&&o>=l&&o-l<=65536)return n.slice(l,o).arrayBuffer();e=o}return null}async function Bn(n,e){let t=new DataView(await n.slice(e,e+32).arrayBuffer()),
s=t.getUint32(0),i=s===1&&t.byteLength>=16,o=i?Number(t.getBigUint64(8)):s,r=e+(i?16:8);return{kind:[4,5,6,7].map(a=>String.fromCharCode(t.getUint8(a))).join(""),
start:r,end:s===0?n.size:e+o,owner:Rn(t,r-e)}}function Rn(n,e){let t="";for(let s=e;s<e+16&&s<n.byteLength;s++)t+=n.getUint8(s).toString(16).padStart(2,"0");return t}
var zn=1<<20;async function gt(n){if(!n||n.size>zn)return null;try{let{poster:e,...t}=JSON.parse(await n.text()),s=new TextEncoder().encode(JSON.stringify(t));return s.
byteLength<=65536?s.buffer:null}catch{return null}}var Dn=4e3,Un="It was made elsewhere, or a program removed them.";function kt({name:n="",type:e=""}){return/\.(mp4|m4v)$/i.test(n)||e==="video/mp4"?"clip":/\.(mov|qt)$/i.
test(n)||e==="video/quicktime"?"quicktime":/\.json$/i.test(n)||e==="application/json"?"sidecar":""}function wt(n,{flush:e,back:t}){let{h:s,channel:i,scope:o,imageStore:r}=n,
l=0,a=s("strong.kw-import-name"),c=s("span"),u=s("span.kw-badge",{hidden:!0},"sandbox"),d=s("span.kw-dim"),g=s("div"),p=s("button.kw-link",null,"Use last frame \
as next image"),m=s("span.kw-dim",{role:"status"}),f=()=>{l++,k=null,w.hidden=!0,g.replaceChildren(),t()},w=s("section.kw-stack.kw-import",{hidden:!0,tabindex:-1,
"aria-label":"A clip's settings","data-lm-suppress-shortcuts":"true",onkeydown:v=>{v.key==="Escape"&&(v.stopPropagation(),f())}},s("div.kw-import-head",null,s("\
p.kw-message",{role:"status"},a," ",c," ",u," ",d),s("button.kw-tool",{"aria-label":"Close",title:"Close",onclick:f},y("close"))),g,s("div.kw-import-ways",null,
p,m)),k=null;p.addEventListener("click",()=>bt(),{signal:o.signal});function I(v,b){h(a,v),h(c,b),h(d,""),h(m,""),u.hidden=!0,g.replaceChildren(),p.hidden=!k,w.
hidden=!1}async function M(v){let b=++l,{name:E}=k||v;I(E,"is being read."),w.focus(),w.scrollIntoView({block:"nearest"});let N=k&&await pt(k).catch(()=>null)||
await gt(v);if(b!==l||o.signal.aborted)return;e();let A={name:E,size:k?.size||0},L=N?[N]:void 0,ee=i.request("offer",A,L),vt=await R(o,ee,()=>b===l&&h(d,"Waitin\
g for the kernel: it is busy with a cell"),Dn);b===l&&X(E,vt,yt=>i.request("apply",{...A,names:yt},L))}function X(v,b,E){if(!b.fields){I(v,b.message||`carries n\
o settings of krea_widgets. ${k?Un:""}`);return}I(v,`was made with ${b.model}`),u.hidden=b.backend!=="sandbox",h(d,[_e(b.made),b.price].filter(Boolean).join(" ·\
 ")),g.replaceChildren(ke(n,b.fields,N=>(e(),E(N))))}async function bt(){if(!k)return;let v=o.hold(k),b=k.name.replace(/\.\w+$/,"");h(m,"Reading the last frame");
try{r.take(await K(v.href,`${b}-last.png`),"start_image"),h(m,"")}catch{h(m,"This browser cannot play it, so its last frame cannot be read.")}finally{v.free()}}
return{el:w,take(v){let b=L=>v.find(ee=>kt(ee)===L)||null,[E,N,A]=[b("quicktime"),b("sidecar"),b("clip")];return(A||N||E)&&(k=A),A||N?M(N):E&&(l++,I(E.name,"is \
a QuickTime movie. Clips of krea_widgets are MP4 files. Nothing was sent.")),v.filter(L=>!kt(L))}}}var Fn=[["start_image","Image","Drop an image, paste one, or choose a file. Drop an earlier clip to reuse its settings."],["end_image","End image","optional"]],
Hn="The kernel does not answer. It may be busy with a cell; if it is not, reload the page. Running jobs continue.",qn=2e4,ve=class{constructor(e){let{model:t,scope:s}=e,
i=0;this.ctx=e,this.model=t,this.forms=new Map,this.traits=Me(t,s),e.count=()=>++i,e.form=()=>this.forms.get(t.get("model"))||null,e.isMany=o=>$(e.form(),o)?.kind===
"images",e.imageStore=new D(e,()=>this.paintImages()),this.prompt=lt(e,o=>{this.traits.set("prompt",o),this.runner.paint()}),this.choice=at(e,o=>this.switchModel(
o)),this.form=new G(e,this.choice.el,o=>this.takeValues(o)),this.backend=mt(e),this.settingsImport=wt(e,{flush:()=>this.traits.flush(),back:()=>this.focus("star\
t_image")}),this.zones=new Map(Fn.map(([o,r,l])=>[o,this.placeZone(o,r,l)])),this.fitFound=null,this.fit=st(e,o=>{this.traits.set("fit",o),this.paintImages()}),
this.notices=it(e),this.runner=new Q(e,this),this.jobs=new Z(e,{useModel:o=>this.switchModel(o)}),this.el=this.layout(),this.listen()}layout(){let{h:e}=this.ctx;
return e("section.kw.kw-animate",{"aria-label":"Animate an image"},this.settingsImport.el,e("div.kw-columns",null,e("div.kw-stack.kw-pictures",null,[...this.zones.
values()].flatMap((t,s)=>s?[t.el]:[t.el,this.fit.el])),e("div.kw-stack.kw-main",null,this.prompt.el,this.form.el,e("div.kw-line.kw-run-line",null,this.runner.el,
this.runner.billed,this.backend.el),this.runner.message,this.notices.el)),this.jobs.el)}placeZone(e,t,s){let{imageStore:i}=this.ctx;return H(this.ctx,{title:t,hint:s,
small:e!=="start_image",clips:e==="start_image",take:o=>this.take(o,e),remove:()=>i.remove(e,i.cards(e)[0]?.key),stop:()=>i.stop(e)})}take(e,t){let[s]=this.settingsImport.
take(e);s&&this.ctx.imageStore.take(s,t)}listen(){let{ctx:e,el:t}=this,s=(l,a)=>t.addEventListener(l,a,{signal:e.signal}),{zone:i}=this.zones.get("start_image"),
o=l=>this.take(l,"start_image");j(t,e.signal,{over:l=>i.classList.toggle("kw-over",l),files:o});let r=(l,a)=>{l.preventDefault(),l.stopPropagation(),a()};s("pas\
te",l=>{let a=ie(l.clipboardData);a.length&&r(l,()=>o(a))}),s("keydown",l=>{l.key==="Enter"&&(l.ctrlKey||l.metaKey)&&r(l,()=>this.runner.run())})}start(){let{ctx:e,
model:t}=this,s=e.scope.later(()=>this.runner.say(Hn),qn);e.channel.on("catalogue",r=>{this.forms.size||(s(),this.runner.say(""),this.forms=new Map(r.forms.map(
l=>[l.id,l])),this.choice.fill(r.forms),this.form.set(t.get("values")),this.followModel())}),e.channel.on("state",r=>this.showState(r)),e.channel.on("resumable",
r=>this.notices.paintUnfinished(r.message)),e.channel.on("notices",r=>this.notices.paint(r.notices)),e.channel.on("problem",r=>this.runner.showProblem(r));let i=()=>this.
showState({jobs:t.get("jobs"),backend:t.get("backend")}),o={jobs:i,backend:i,prompt:()=>this.prompt.set(t.get("prompt")),model:()=>this.followModel(),fit:()=>this.
paintImages(),values:()=>{this.form.set(t.get("values")),this.runner.price()}};for(let[r,l]of Object.entries(o))Se(t,e.scope,[r],l);o.prompt(),this.paintZones(),
i(),te(e.scope,()=>e.channel.send("ready"),()=>this.forms.size)}end(){this.traits.flush(),this.jobs.end()}snapshot(){return this.form.settle(),{prompt:this.prompt.
get(),model:this.model.get("model"),values:this.form.values(),fit:this.model.get("fit")||""}}takeQuote({size:e,fit:t}){this.form.derive(e),JSON.stringify(t)!==JSON.
stringify(this.fitFound)&&(this.fitFound=t,this.paintZones())}takeValues(e){this.traits.set("values",e),this.runner.price()}switchModel(e){this.form.settle(),this.
traits.set("model",e),this.followModel(),this.traits.set("values",this.form.values())}followModel(){this.choice.set(this.model.get("model")),this.form.use(this.
ctx.form()),this.prompt.limit($(this.ctx.form(),"prompt")?.max_length),this.paintImages()}focus(e){e==="prompt"?this.prompt.focus():this.zones.has(e)?this.zones.
get(e)?.el.querySelector("button:not([hidden])")?.focus():this.form.focus(e)}paintImages(){this.paintZones(),this.form.paint(),this.runner.price()}paintZones(){
let{ctx:e}=this,t=this.model.get("fit")||"";this.fit.paint(e.imageStore.cards("start_image").length?this.fitFound:null,t);for(let[s,i]of this.zones){let o=e.imageStore.
cards(s)[0],r=e.form()&&!this.form.has(s),l=r&&o?`${e.form().title} takes no such image, so it is not sent.`:"";i.el.hidden=!!(r&&!o);let a=this.fitFound&&!r?{how:t,
ratio:this.fitFound.ratio}:null;i.paint({card:o,reading:e.imageStore.readings(s)[0],refused:e.imageStore.refused(s)||l,fit:a})}}showState({backend:e,jobs:t,notices:s=void 0}){
this.notices.paint(s),this.backend.paint(e),this.choice.paint(e),this.jobs.update(t),this.runner.paint(e)}},Wn=n=>Oe(n,e=>new ve(e)),zi={render:Wn};export{zi as default};
