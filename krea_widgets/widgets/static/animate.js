/* made by "npm run build" from sources 71091456b6101269 */
var pt="http://www.w3.org/2000/svg",ae={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},ce=["button","select","summary",
"a","video","pre"],ue=["radio","range","checkbox","file"];function de(s){return function(e,n,...i){let[o,...l]=e.split("."),r=document.createElement(o);l.length&&
(r.className=l.join(" ")),(ce.includes(o)||ue.includes(n?.type))&&(r.dataset.lmSuppressShortcuts="true");for(let[a,c]of Object.entries(n||{}))c==null||c===!1||(a.
startsWith("on")?r.addEventListener(a.slice(2),c,{signal:s}):a==="value"||a==="checked"||a==="muted"||a==="indeterminate"?r[a]=c:r.setAttribute(a,c===!0?"":String(
c)));return r.append(...i.flat(2).filter(a=>a!=null&&a!==!1)),r}}function v(s){let t=document.createElementNS(pt,"svg");t.setAttribute("viewBox","0 0 16 16"),t.
setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(pt,"path");return e.setAttribute("d",ae[s]),t.append(e),t}function mt(){
let s=new AbortController,t=new Set,e={signal:s.signal,h:de(s.signal),token:Math.random().toString(36).slice(2,10),onEnd(n){return t.add(n),()=>t.delete(n)&&n()},
later(n,i){let o=setTimeout(()=>{t.delete(l),n()},i),l=()=>clearTimeout(o);return e.onEnd(l)},every(n,i){let o=setInterval(n,i);return e.onEnd(()=>clearInterval(
o))},hold(n){let i=URL.createObjectURL(n);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){s.abort();for(let n of t)n();t.clear()}};return e}function h(s,t){
s.textContent!==t&&(s.textContent=t)}async function Q(s,t){try{return await navigator.clipboard.writeText(s),!0}catch{let e=document.createElement("textarea");e.
value=s,e.className="kw-hidden",t.append(e),e.select();let n=document.execCommand("copy");return e.remove(),n}}function gt(s,t){let e=new Map,n=new Map,i=0;function o(r,a){if(!r||r.view&&r.view!==t.token)return;let c=(a||[]).map(he),u=r.id&&r.view?e.get(r.id):null;if(u)u(
r,c);else for(let d of n.get(r.kind)||[])d(r,c)}let l={newId:()=>`${t.token}-${++i}`,send(r,a={},c=void 0){s.send({kind:r,view:t.token,...a},void 0,c)},on(r,a){
n.set(r,[...n.get(r)||[],a])},follow(r,a){return e.set(r,a),()=>e.delete(r)},request(r,a={},c=void 0){let u=l.newId();return new Promise(d=>{l.follow(u,(m,g)=>{
e.delete(u),d({...m,parts:g})}),l.send(r,{...a,id:u},c)})}};return s.on("msg:custom",o),t.onEnd(()=>{s.off("msg:custom",o),e.clear(),n.clear()}),l}function wt(s,t){
let e=0;return async(...n)=>{let i=++e,o=await s(...n);i===e&&t(o)}}function Z(s,t,e,n=3e3){e()||(t(),s.later(()=>Z(s,t,e,2*n),n))}function he(s){return s instanceof
ArrayBuffer?new Uint8Array(s):new Uint8Array(s.buffer,s.byteOffset,s.byteLength)}function kt(s,t){let e=null,n=()=>{e=null,s.save_changes()};return{set(i,o){JSON.stringify(s.get(i))!==JSON.stringify(o)&&(s.set(i,o),e?.(),e=t.later(n,250))},flush:()=>e&&
(e(),n())}}var fe=["","application/octet-stream"];function bt(s){return!fe.includes(s.type)&&!s.type.startsWith("image/")?`${s.name} is not a picture (it is ${pe(s.type)})\
. Nothing was sent.`:s.size===0?`${s.name} is empty. Nothing was sent.`:s.size>75e6?`${s.name} is too large: ${Math.ceil(s.size/1e6)} MB, and Krea takes at most\
 75 MB. Nothing was sent.`:""}function pe(s){let t=s.split("/")[0];return{video:"a video",audio:"a sound file",text:"text"}[t]||s.slice(0,80)}function yt(s,t,{field:e="",
model:n="",onProgress:i=l=>{},signal:o=null}={}){let l=s.newId();return new Promise(r=>{let a=0,c=0,u=524288,d=!1;function m(w,$=[]){d||(d=!0,b(),o?.removeEventListener(
"abort",g),r({...w,parts:$}))}function g(){s.send("abandon",{id:l}),m({kind:"stopped"})}async function p(){for(;!d&&a<t.size&&a-c<4*u;){let w=a;a=Math.min(t.size,
w+u);let $;try{$=await t.slice(w,a).arrayBuffer()}catch{return s.send("abandon",{id:l}),m({kind:"refused",message:`${t.name} can no longer be read from the disk\
. Nothing was sent.`})}d||s.send("chunk",{id:l,offset:w},[$])}}let f=Promise.resolve(),b=s.follow(l,(w,$)=>{if(w.kind!=="ack")return m(w,$);w.piece&&(u=w.piece),
c=Math.max(c,w.received),i(c),f=f.then(p)});if(o?.aborted)return g();o?.addEventListener("abort",g,{once:!0}),s.send("file",{id:l,field:e,model:n,name:t.name||"\
pasted.png",size:t.size,type:t.type})})}var me=4e3,z=class{constructor(t,e){this.ctx=t,this.changed=e,this.known=new Map,this.fields=new Map,this.coming=new Map,this.refusals=new Map,this.turn=Promise.
resolve(),this.awaiting=0,t.channel.on("stills",(n,i)=>this.learn(n,i))}card(t){return this.known.get(t)||null}cards(t){return(this.fields.get(t)||[]).map(e=>this.
known.get(e)).filter(Boolean)}readings(t){return this.coming.get(t)||[]}refused(t){return this.refusals.get(t)||""}busy(){return this.awaiting>0||[...this.coming.
values()].some(t=>t.length)}learn(t,e){t.cards.forEach((n,i)=>{let o=e[i]?.byteLength?this.ctx.scope.hold(new Blob([e[i]],{type:"image/jpeg"})):null;this.known.
get(n.key)?.free?.(),this.known.set(n.key,{...n,thumb:o?.href||n.url||"",free:o?.free})}),this.fields=new Map(Object.entries(t.fields)),this.changed()}async take(t,e,n=i=>{}){
let i=bt(t);if(this.refusals.set(e,i),i)return this.changed();let o=this.ctx.form()?.id||"";this.ctx.isMany(e)||this.stop(e);let l=await(this.ctx.isMany(e)?this.
sendInTurn(t,e,o):this.send(t,e,o));return(l.kind==="refused"||l.kind==="problem")&&this.refusals.set(e,l.message),l.kind==="still"&&n({key:l.key}),this.changed()}async sendInTurn(t,e,n){
this.awaiting+=1;let i=this.turn,o=this.turn=i.then(()=>this.send(t,e,n));return await i,this.awaiting-=1,o}async send(t,e,n){let{scope:i,channel:o}=this.ctx,l=new AbortController,
r=i.hold(t),a={name:t.name||"picture.png",size:t.size,received:0,preview:r.href,stop:()=>l.abort()},c=g=>{Object.assign(a,g),this.changed()},u=()=>{},d=g=>{u(),
u=i.later(()=>c({slow:"Waiting for the kernel: it is busy with a cell"}),me),c({...g,slow:""})};this.coming.set(e,[...this.readings(e),a]),d({});let m=await yt(
o,t,{field:e,model:n,signal:l.signal,onProgress:g=>d({received:g})});return u(),this.coming.set(e,this.readings(e).filter(g=>g!==a)),i.later(r.free,0),m}stop(t){
this.readings(t).forEach(e=>e.stop())}remove(t,e){this.refusals.delete(t),this.ctx.channel.send("remove",{field:t,key:e}),this.fields.set(t,(this.fields.get(t)||
[]).filter(n=>n!==e)),this.changed()}};function ge(s){let t=Math.max(0,Math.floor(s)),e=l=>String(l).padStart(2,"0"),[n,i,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return n?`${n}:${e(i)}:${e(o)}`:
`${i}:${e(o)}`}function vt(s){return s.split(":").reduce((t,e)=>t*60+Number(e),0)}function St(s,t,e){let n=!1;return s.replace(/\b\d+:\d\d(?::\d\d)?\b/g,i=>n||Math.
abs(vt(i)-t)>1.5?i:(n=!0,ge(Math.max(e,vt(i)))))}var xt=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function X(s,[t,e]){let n=s/t;return e==="KB"||n>=100?String(Math.round(
n)):String(Math.round(n*10)/10)}function tt(s){return xt.find(([t])=>s>=t)||xt[2]}function $t(s){return`${X(s,tt(s))} ${tt(s)[1]}`}function j(s,t){let e=tt(t);return`${X(
s,e)} of ${X(t,e)} ${e[1]}`}var B="image/*,.heic,.heif,.avif,.tif,.tiff,.webp",we="video/mp4,.mp4,.json",ke={"image/jpeg":"JPEG","image/png":"PNG","image/webp":"WebP"};function et(s){return s?
Array.from(s.files||[]):[]}function be(s){let t=s.width&&s.height?`${s.width} × ${s.height}`:"",e=[ke[s.mime]||"",s.size?$t(s.size):""].filter(Boolean).join(" ");
return[t,e].filter(Boolean).join(" · ")}function _(s,t,{over:e,files:n}){let i=0,o=a=>Array.from(a.dataTransfer?.types||[]).includes("Files"),l=(a,c)=>s.addEventListener(
a,c,{signal:t}),r=a=>{a.preventDefault(),a.stopPropagation()};l("dragenter",a=>o(a)&&(r(a),e(++i>0))),l("dragover",a=>o(a)&&r(a)),l("dragleave",a=>o(a)&&(r(a),i=
Math.max(0,i-1),e(i>0))),l("drop",a=>{o(a)&&(r(a),i=0,e(!1),n(et(a.dataTransfer)))})}function D(s,{title:t,hint:e,small:n=!1,clips:i=!1,take:o,remove:l,stop:r}){
let{h:a}=s,c=a("input.kw-hidden",{type:"file",accept:i?`${B},${we}`:B,multiple:i,tabindex:-1,"aria-hidden":"true",onchange:()=>{let f=Array.from(c.files);c.value=
"",f.length&&o(f)}}),u=()=>c.click(),d=ye(a,{title:t,hint:e,choose:u,remove:l,stop:r}),g=a(`div.kw-zone${n?".kw-zone-small":""}`,{role:"group","aria-label":t},d.
pick,d.ground,d.image,d.veil),p=a("div.kw-slot",null,g,d.caption,d.message,c);return _(g,s.signal,{over:f=>g.classList.toggle("kw-over",f),files:f=>f.length&&o(
f)}),{el:p,zone:g,choose:u,paint:f=>ve(g,d,t,f)}}function ye(s,{title:t,hint:e,choose:n,remove:i,stop:o}){let l=s("div.kw-fill"),r=s("div.kw-bar",{role:"progres\
sbar","aria-label":"Reading","aria-valuemin":0,"aria-valuemax":100},l),a=s("span.kw-upload-text"),c=s("span.kw-facts"),u=s("span.kw-name"),d=s("span.kw-notes");
return{pick:s("button.kw-pick",{type:"button",onclick:n},v("picture"),s("span",null,s("strong",null,t),s("span.kw-hint",null,e))),image:s("img.kw-still",{alt:"",
draggable:"false"}),ground:s("img.kw-ground",{alt:"",hidden:!0}),bar:r,meter:l,reading:a,facts:c,name:u,notes:d,veil:s("div.kw-veil",null,a,r,s("button.kw-link",
{type:"button",onclick:o},"Stop")),caption:s("div.kw-caption",null,u,c,d,s("span.kw-actions",null,s("button.kw-link",{type:"button",onclick:n,"aria-label":`Repl\
ace: ${t}`},"Replace"),s("button.kw-link",{type:"button",onclick:i,"aria-label":`Remove: ${t}`},"Remove"))),message:s("p.kw-message.kw-error",{role:"alert"})}}function ve(s,t,e,{
card:n=null,reading:i=null,refused:o="",fit:l=null}){let r=i?.preview||n?.thumb||"",a=i?"reading":n?"filled":"empty";s.classList.remove("kw-is-reading","kw-is-f\
illed","kw-is-empty"),s.classList.add(`kw-is-${a}`),r&&t.image.getAttribute("src")!==r&&(t.image.src=r),r||t.image.removeAttribute("src"),xe(s,t,n&&!i?l:null),t.
image.alt=n?`${e}: ${n.name}`:"",t.pick.hidden=a!=="empty",t.image.hidden=!r,t.veil.hidden=!i,t.caption.hidden=a!=="filled",i&&Se(t,i),n&&!i&&(h(t.name,n.name),
t.name.title=n.name,h(t.facts,be(n)),h(t.notes,(n.notes||[]).join(", ")),t.notes.hidden=!(n.notes||[]).length),h(t.message,o),t.message.hidden=!o}function xe(s,{
image:t,ground:e},n){s.classList.toggle("kw-fit-crop",n?.how==="crop"),s.classList.toggle("kw-fit-pad",n?.how==="pad"),s.style.setProperty("--kw-ratio",String(n?.
ratio??1)),e.hidden=n?.how!=="pad",!e.hidden&&e.getAttribute("src")!==t.getAttribute("src")&&(e.src=t.src)}function Se(s,{name:t,received:e,size:n,slow:i}){let o=n?
Math.min(1,e/n):0,l=e>=n?`Looking at ${t}`:`Reading ${t} · ${j(e,n)}`;h(s.reading,i||l),s.meter.style.width=`${o*100}%`,s.bar.setAttribute("aria-valuenow",String(
Math.round(o*100)))}var Mt=["prompt","start_image","end_image"],nt=["duration","aspect_ratio","resolution","mode","generate_audio","width","height","seed"];function E(s,t){return s&&
s.parameters.find(e=>e.name===t)||null}function Et(s){let t=e=>nt.includes(e.name)?nt.indexOf(e.name):nt.length;return s.parameters.filter(e=>!Mt.includes(e.name)).
map((e,n)=>[t(e),n,e]).sort(([e,n],[i,o])=>e-i||n-o).map(([,,e])=>e)}function $e({min:s,max:t,above:e,below:n,integer:i},o){return i&&!Number.isInteger(o)||!S(e)&&
o<=e||!S(n)&&o>=n?!1:(S(s)||o>=s)&&(S(t)||o<=t)}function st({max_length:s,min_length:t,pattern:e},n){let i=[...n].length;return(!s||i<=s)&&(!t||i>=t)&&(!e||new RegExp(
e).test(n))}function Me({max_items:s,min_items:t},e){return(!s||e<=s)&&(!t||e>=t)}function S(s){return s==null}function O(s,t){if(S(t))return!1;if(s.raw)return!0;
switch(s.kind){case"choice":return s.choices.includes(t);case"range":case"number":return typeof t=="number"&&Number.isFinite(t)&&$e(s,t);case"switch":return typeof t==
"boolean";case"text":case"url":return typeof t=="string"&&st(s,t);case"urls":case"list":return Array.isArray(t)&&Me(s,t.length);case"object":return typeof t=="o\
bject"&&!Array.isArray(t);default:return!1}}function Tt(s,t){if(!t)return{...s};let e={};for(let[n,i]of Object.entries(s)){let o=Mt.includes(n)?null:E(t,n);o&&O(
o,i)&&(e[n]=i)}return e}function Nt(s,t){if(!Number.isFinite(t))return null;let{min:e,max:n,above:i,below:o,step:l,integer:r,kind:a}=s,c=t;return l&&(r||a==="ra\
nge")&&(c=(e||0)+Math.round((c-(e||0))/l)*l),S(e)||(c=Math.max(e,c)),S(n)||(c=Math.min(n,c)),!S(i)&&c<=i&&(c=i+(l||1)),!S(o)&&c>=o&&(c=o-(l||1)),Number(c.toFixed(
6))}function Ot({step:s,min:t,max:e}){return s||(e-t)/100||.1}function Ct(s,t){let e=t.trim(),n=e.toLowerCase().replace(/[^a-z0-9_-]+/g,"-").replace(/^[^a-z]+|-+$/g,
"").slice(0,s.max_length||void 0);return s.pattern&&!st(s,e)&&st(s,n)?n:e}function At({labels:s}){return s.length<=6&&s.join("").length+3*s.length<=44}var Ee=["\
url","urls","list","object"];function Lt(s,{prompt:t,filled:e,values:n={}}){let i=(r,a)=>({field:r,message:`${a} Nothing was sent.`});if(!t.trim())return i("pro\
mpt","Say how it should move: the prompt is empty.");let o=E(s,"prompt")?.max_length;if(o&&[...t].length>o)return i("prompt",`The prompt is too long: ${s.title}\
 takes at most ${o} characters.`);let l=({name:r,kind:a})=>["image","images"].includes(a)?e(r):Ee.includes(a)&&!S(n[r]);if(E(s,"start_image")&&!s.parameters.some(
l))return i("start_image","There is no picture yet: drop one, paste one, or choose a file.");for(let r of s?.parameters||[]){let{name:a,label:c}=r,u=Oe(r)?e(a):
!S(n[a]);if(a!=="prompt"&&it(r)&&!u)return i(a,`${s.title} needs ${c}.`);let d=Te(r,n[a]);if(d)return i(a,d)}return Ne(s,e,i)}function Te({fields:s,label:t,kind:e},n){
let i=e==="list"?n||[]:e==="object"&&n?[n]:[];for(let[o,l]of i.entries())for(let r of s||[]){let a=`${t}${e==="list"?` ${o+1}`:""}: ${r.label}`,c=l[r.name];if(r.
required&&(S(c)||c===""))return`${a} is missing.`;if(r.kind==="text"&&!S(c)&&!O(r,c))return`${a} cannot be “${c}”${r.hint?` (${r.hint})`:""}.`}return""}function Ne(s,t,e){
for(let n of s?.exclusive||[]){let i=n.filter(o=>t(o));if(i.length>1)return e(i[1],`${s.title} takes ${i.map(o=>E(s,o).label).join(" or ")}, not both.`)}return null}
function it({required:s,default:t,kind:e,inner:n}){return s&&!n&&S(t)&&e!=="number"&&e!=="range"}function Oe({kind:s}){return s==="image"||s==="images"}function Pt(s,t){
let e=[...s].length;return t&&e>t*.85?`${e.toLocaleString("en")} of ${t.toLocaleString("en")} characters`:""}function x(s,t,e,{tag:n="label",extra:i=null}={}){let o=it(t)?s("span.kw-need",null,"needed"):null,l=t.deprecated?s("span.kw-dim",null,"Krea ignores it now"):null,
r=s("span.kw-label",null,t.label,o,i,l);return s(`${n}.kw-field`,n==="label"?null:{role:"group","aria-label":t.label},r,e)}function L({min_items:s,max_items:t}){
return s&&t?`${s} to ${t}`:t?`at most ${t}`:s?`at least ${s}`:""}function F(s,t,e){let n={choice:At(t)?zt:Pe,range:Le(t)&&!s.compact?Ie:It,number:It,switch:Ce(t)?Ae:_e,text:_t,url:_t,urls:ze}[t.kind];return n?n(s,t,e):(s.composite[t.
kind]||R)(s,t,e)}function Ce({required:s,default:t}){return!s&&t==null}function Ae(s,t,e){return zt(s,{...t,choices:[!0,!1],labels:["on","off"]},e)}function Le({
min:s,max:t,step:e}){return typeof s=="number"&&typeof t=="number"&&t-s<=200*(e||1)}function N(s,t){return t??s.default}function Rt(s){let t=s.choices.map((n,i)=>[
n,String(s.labels[i]??n)]);return!s.required&&(s.default===null||s.default===void 0)?[[void 0,"auto"],...t]:t}function zt(s,t,e){let{h:n}=s,i=`kw-${s.token}-${s.
count()}`,o=Rt(t).map(([r,a])=>{let c=n("input",{type:"radio",name:i,onchange:()=>e(r)});return{choice:r,input:c,el:n("label.kw-segment",null,c,n("span",null,a))}}),
l=n("div.kw-segments",{role:"radiogroup","aria-label":t.label},o.map(({el:r})=>r));return{el:x(n,t,l,{tag:"div"}),set:r=>o.forEach(({choice:a,input:c})=>c.checked=
a===(N(t,r)??void 0)),settle(){}}}function Pe(s,t,e){let{h:n}=s,i=Rt(t),o=n("select.kw-input",{onchange:()=>e(i[o.selectedIndex][0])},i.map(([,l])=>n("option",null,
l)));return{el:x(n,t,o),set:l=>o.selectedIndex=i.findIndex(([r])=>r===(N(t,l)??void 0)),settle(){}}}function H(s,t,e){let n=s("input.kw-input.kw-number",{type:"\
number",inputmode:"decimal",min:t.min,max:t.max,step:t.step||"any","aria-label":t.label,placeholder:"auto",title:t.hint,oninput:()=>n.value!==""&&O(t,n.valueAsNumber)&&
e(n.valueAsNumber),onchange:()=>i()});function i(){let o=n.value===""&&!n.validity.badInput?null:Nt(t,n.valueAsNumber),l=o===null?"":String(o);(n.value!==l||n.validity.
badInput)&&(n.value=l),e(o===null?void 0:o)}return{box:n,settle:()=>n.ownerDocument.activeElement===n&&i()}}function Ie(s,t,e){let{h:n}=s,i=t.min,{box:o,settle:l}=H(
n,t,u=>(a(u),e(u))),r=n("input.kw-slider",{type:"range",min:i,max:t.max,step:Ot(t),"aria-label":t.label,oninput:()=>{o.value=r.value,e(r.valueAsNumber)}}),a=u=>r.
value=N(t,u)??i,c=t.unit?n("span.kw-unit",null,t.unit):null;return{el:x(n,t,n("div.kw-slide",null,r,o,c),{tag:"div"}),set:u=>{a(u),o.value=N(t,u)??""},settle:l}}
function It(s,t,e){let{h:n}=s,{box:i,settle:o}=H(n,t,e),l=t.name==="seed";l&&(i.placeholder="random",i.classList.add("kw-seed"));let a=l&&n("button.kw-tool",{type:"\
button",onclick:()=>{i.value=Math.floor(Math.random()*(Math.min(t.max??2147483647,2147483647)+1)),e(i.valueAsNumber)},"aria-label":"New random seed",title:"New \
random seed"},v("dice")),c=t.unit?n("span.kw-unit",null,t.unit):null;return{el:x(n,t,n("div.kw-slide",null,i,c,a||null),{tag:"div"}),set:u=>i.value=N(t,u)??"",settle:o}}
function _e(s,t,e){let{h:n}=s,i=n("input.kw-switch",{type:"checkbox",role:"switch",onchange:()=>(l(),e(i.checked))}),o=n("span.kw-switch-text"),l=()=>h(o,i.checked?
"on":"off");return{el:x(n,t,n("span.kw-switch-line",null,i,o)),set:r=>{i.checked=!!N(t,r),l()},settle(){}}}var Re=200;function _t(s,t,e){let{h:n}=s,i=t.kind==="\
url"||t.kind==="image",o=!i&&t.max_length>=Re,l=()=>r.toggleAttribute("aria-invalid",r.value!==""&&!O({...t,kind:"text"},r.value.trim())),r=n(o?"textarea.kw-inp\
ut":"input.kw-input",{type:o?null:i?"url":"text",rows:o?2:null,maxlength:t.max_length,placeholder:i?"https://…":t.hint||"",title:t.hint,spellcheck:String(o),oninput:()=>e(
r.value.trim()===""?void 0:i?r.value.trim():r.value),onchange:()=>{let c=Ct(t,r.value);t.pattern&&c!==r.value&&e((r.value=c)||void 0),l()}}),a=x(n,t,r);return a.
classList.add("kw-wide-field"),{el:a,set:c=>(r.value=N(t,c)??"",l()),settle(){}}}function ze(s,t,e){let{h:n}=s,i=n("textarea.kw-input",{rows:1,placeholder:"http\
s://…   one per line",spellcheck:"false",oninput:()=>{o();let a=i.value.split(`
`).map(c=>c.trim()).filter(Boolean);e(a.length?a:void 0)}}),o=()=>i.rows=Math.min(6,i.value.split(`
`).length),l=n("span.kw-dim",null,L(t)),r=x(n,t,i,{extra:l});return r.classList.add("kw-wide-field"),{el:r,set:a=>(i.value=(N(t,a)||[]).join(`
`),o()),settle(){}}}function R(s,t,e){let{h:n}=s,i=n("span.kw-error",{role:"status"}),o=n("textarea.kw-input.kw-code",{rows:3,spellcheck:"false",placeholder:"JS\
ON",oninput:()=>{try{e(o.value.trim()===""?void 0:JSON.parse(o.value)),h(i,""),o.removeAttribute("aria-invalid")}catch{h(i,"This is not JSON yet, so it is not u\
sed."),o.setAttribute("aria-invalid","true"),e(void 0)}}}),l=x(n,t,o);l.classList.add("kw-wide-field"),l.append(i);let r=a=>{let c=a==null||Object.keys(a).length===
0;o.value=c?"":JSON.stringify(a,null,1)};return{el:l,set:a=>r(N(t,a)),settle(){}}}var je="http://www.w3.org/2000/svg";function Be(s){let t=({time:e,distance:n,azimuth:i,elevation:o})=>[e,n,i,o].every(Number.isFinite);return s.filter(t).sort((e,n)=>e.time-n.time)}function De({distance:s,
azimuth:t,elevation:e}){let n=t*Math.PI/180,i=e*Math.PI/180,o=s*Math.cos(i),l={x:o*Math.sin(n),y:o*Math.cos(n)*.42};return{...l,foot:l.y,y:l.y-s*Math.sin(i)*.9}}
function Fe(s,t,e){let n=i=>s[i]+(t[i]-s[i])*e;return{distance:n("distance"),azimuth:n("azimuth"),elevation:n("elevation")}}function C(s,t,e=""){let n=document.
createElementNS(je,s);for(let[i,o]of Object.entries(t))n.setAttribute(i,String(o));return n.textContent=e,n}function jt(s){let t=C("svg",{viewBox:"-84 -56 168 1\
12",class:"kw-orbit-picture","aria-hidden":"true"}),e=s("div.kw-orbit",{hidden:!0},t,s("span.kw-dim",null,"the camera's path, seen from the front and a little a\
bove"));return{el:e,paint(n){let i=Be(n);e.hidden=!i.length,i.length&&t.replaceChildren(...He(i))}}}function He(s){let t=Math.max(...s.map(({distance:a})=>a)),e=Math.
min(168,112*1.4)/2.5/t,n=a=>Object.fromEntries(Object.entries(De(a)).map(([c,u])=>[c,+(u*e).toFixed(1)])),i=s.slice(1).flatMap((a,c)=>Array.from({length:17},(u,d)=>n(
Fe(s[c],a,d/16)))),o=t*e,l=s.map(n).map(({x:a,y:c,foot:u})=>C("path",{d:`M${a} ${u}V${c}`,class:"kw-orbit-foot"})),r=s.map(n).flatMap(({x:a,y:c},u)=>[C("circle",
{cx:a,cy:c,r:6.5,class:"kw-orbit-camera"}),C("text",{x:a,y:c+3,class:"kw-orbit-number"},String(u+1))]);return[C("ellipse",{cx:0,cy:0,rx:o,ry:o*.42,class:"kw-orb\
it-ground"}),C("path",{d:"M-13 3v-15h26v15z",class:"kw-orbit-still"}),...l,...i.length?[C("path",{d:`M${i.map(({x:a,y:c})=>`${a} ${c}`).join("L")}`,class:"kw-or\
bit-path"})]:[],...r]}function ot(s,t){let{h:e,imageStore:n}=s,i=t.name,o=e("input.kw-hidden",{type:"file",accept:B,multiple:!0,tabindex:-1,"aria-hidden":"true",onchange:()=>{let f=Array.
from(o.files);o.value="",a(f)}}),l=t.max_items||1/0,r=0,a=f=>{let b=Math.max(0,l-n.cards(i).length-n.readings(i).length);r=Math.max(0,f.length-b),f.slice(0,b).forEach(
w=>n.take(w,i)),p()},c=e("button.kw-tile.kw-tile-add",{type:"button",onclick:()=>o.click(),"aria-label":`Add a picture: ${t.label}`},v("plus")),u=e("div.kw-tile\
s",null),d=e("span.kw-message.kw-error",{role:"alert"}),m=e("span.kw-dim",null,L(t)),g=x(e,t,e("div",null,u,d,o),{tag:"div",extra:m});g.classList.add("kw-wide-f\
ield"),_(u,s.signal,{over:f=>u.classList.toggle("kw-over",f),files:f=>a(f)});function p(){let f=n.cards(i),b=n.readings(i).map(M=>e("span.kw-tile.kw-tile-coming",
{title:M.name},`${Math.round(M.received/M.size*100)} %`)),w=f.map((M,Y)=>e("span.kw-tile",{title:M.name,"data-number":Y+1},e("img",{src:M.thumb,alt:M.name}),e("\
button.kw-tile-close",{type:"button","aria-label":`Remove ${M.name}`,onclick:()=>n.remove(i,M.key)},v("close"))));u.replaceChildren(...w,...b,...f.length+b.length<
l?[c]:[]);let $=r?`${r} more than the ${l} that fit; they were left out.`:"";d.textContent=n.refused(i)||$}return p(),{el:g,set(){},settle(){},paint:p}}function lt(s,t,e){
let{h:n,imageStore:i}=s,o=`row-${s.token}-${s.count()}`,l=null,r=D(s,{title:t.label,hint:"",small:!0,take:([c])=>i.take(c,o,u=>(l=u.key,e({still:l}),a())),remove:()=>(l=
null,e(void 0),a()),stop:()=>i.stop(o)}),a=()=>r.paint({card:i.card(l),reading:i.readings(o)[0],refused:i.refused(o)});return a(),{el:n("div.kw-field",null,r.el),
set:c=>(l=c?.still||null,a()),settle(){},paint:a}}function Bt(s,t,e){let{h:n}=s,i=t.max_items||3,o=[],l=n("div.kw-tiles",null),r=[];function a(){let c=o.length<
i?o.length+1:i;r=Array.from({length:c},(u,d)=>{let m=lt(s,{...t,label:"Picture"},g=>{o=o.map((p,f)=>f===d?g:p).concat(d===o.length?[g]:[]).filter(Boolean),e(o.length?
o:void 0),a()});return m.set(o[d]),m}),l.replaceChildren(...r.map(u=>u.el))}return a(),{el:x(n,t,l,{tag:"div"}),set:c=>(o=c||[],a()),settle(){},paint:()=>r.forEach(
c=>c.paint())}}var Ue=30,Je=2,at=({kind:s})=>s==="range"||s==="number",Dt=({min:s,max:t,kind:e})=>e==="range"&&s===0&&t===1;function We(s,t,e){if(s.default!==null&&s.default!==
void 0)return s.default;if(s.required){if(s.kind==="choice")return s.choices[0];if(at(s))return Dt(s)?e>1?t/(e-1):0:typeof s.above=="number"?s.above+1:s.kind===
"number"&&s.unit==="°"?t*Ue:Math.max(0,s.min??0)}}function Ge(s,t=0,e=1){let n=s.map(i=>[i.name,We(i,t,e)]);return Object.fromEntries(n.filter(([,i])=>i!==void 0))}
function qe(s,t){let n=s.filter(Dt).map(({name:o})=>o).filter(o=>t.every((l,r)=>l[o]===(t.length>1?r/(t.length-1):0))),i=(o,l)=>({...o,...Object.fromEntries(n.map(
r=>[r,+(l/t.length).toFixed(2)]))});return[...t.map(i),Ge(s,t.length,t.length+1)]}function Ke(s,t,e){let n=Ft(s,t,e);if(!n?.differs)return t;let i=s.find(({name:r})=>r===
n.name),o=t[t.length-1],l=n.clip-n.seconds+o[n.name];return O(i,l)?[...t.slice(0,-1),{...o,[n.name]:l}]:t}function Ft(s,t,e){let n=s.find(r=>r.unit==="s"&&at(r));
if(!n||!t.length)return null;let i=+t.reduce((r,a)=>r+(Number(a[n.name])||0),0).toFixed(2),o=e?.peek(n.name),l=!!o&&o.value!==i;return{name:n.name,seconds:i,differs:l,
label:o?.parameter.label,clip:o?.value,fits:l&&O(o.parameter,i)}}function Ve(s,t){let{h:e,peers:n}=s,i=null,o=e("span"),l=e("button.kw-link",{type:"button",hidden:!0,
onclick:()=>n.put(i.name,i.seconds)});return{el:e("span.kw-total",{role:"status"},o," ",l),paint(r){i=Ft(t,r,n),h(o,i?`${i.seconds} s in all${i.differs?`, but ${i.
label} is ${i.clip} s`:""}`:""),o.className=i?.differs?"kw-warn":"",l.hidden=!i?.fits,h(l,i?`Set ${i.label} to ${i.seconds} s`:"")}}}function ct(s,t,e){return(t.
fields||[]).length?new rt(s,t,e).control():R(s,t,e)}var rt=class{constructor(t,e,n){let{h:i}=t;this.parameter=e,this.tell=n,this.many=e.kind==="list",this.most=
this.many?e.max_items||1/0:1,this.least=this.many&&e.min_items||0,this.values=[],this.rows=[];let o=e.fields.filter(at).length>Je;this.ctx={...t,compact:o,composite:{
...t.composite,image:lt,images:Bt}},this.total=Ve(t,e.fields),this.orbit=e.fields.some(({name:r})=>r==="azimuth")?jt(i):null,this.add=i("button.kw-button.kw-qui\
et",{type:"button","aria-label":`Add: ${e.label}`,onclick:()=>this.grow()},v("plus"),"Add"),this.box=i("div.kw-rows",null);let l=i("span.kw-dim",null,L(e));this.
el=x(i,e,i("div.kw-rows-and-picture",null,this.box,this.orbit?.el),{tag:"div",extra:l}),this.el.classList.add("kw-wide-field"),this.rebuild()}control(){let t=e=>this.
rows.forEach(n=>n.controls.forEach(e));return{el:this.el,set:e=>this.show(e==null?[]:this.many?e:[e]),settle:()=>t(e=>e.settle()),paint:()=>t(e=>e.paint?.()),heed:()=>this.
total.paint(this.values)}}show(t){JSON.stringify(t)!==JSON.stringify(this.values)&&(this.values=t,this.rebuild())}pass(){this.total.paint(this.values),this.orbit?.
paint(this.values),this.tell(this.values.length===0?void 0:this.many?this.values:this.values[0])}grow(){let t=Math.max(1,this.least,this.values.length+1),{fields:e}=this.
parameter;for(;this.values.length<t;)this.values=Ke(e,qe(e,this.values),this.ctx.peers);this.rebuild(),this.pass(),this.rows[this.rows.length-1]?.el.querySelector(
"input, select, textarea, button")?.focus()}change(t,e,n){this.values=this.values.map((i,o)=>o===t?Ye(i,e,n):i),this.pass()}drop(t){this.values=this.values.length<=
this.least?[]:this.values.filter((e,n)=>n!==t),this.rebuild(),this.pass(),this.add.focus()}rebuild(){this.rows=this.values.map((t,e)=>this.makeRow(t,e)),this.add.
hidden=this.values.length>=this.most,this.box.replaceChildren(...this.rows.map(t=>t.el),this.ctx.h("div.kw-rows-end",null,this.add,this.total.el)),this.total.paint(
this.values),this.orbit?.paint(this.values)}makeRow(t,e){let{ctx:n,parameter:i}=this,{h:o}=n,l=i.fields.map(u=>{let d=F(n,{...u,inner:!0},m=>this.change(e,u.name,
m));return d.set(t[u.name]),d}),r=`${i.label}${this.many?` ${e+1}`:""}`,a=o("button.kw-tool",{type:"button","aria-label":`Remove: ${r}`,onclick:()=>this.drop(e)},
v("close")),c=this.many?o("span.kw-row-number",{"aria-hidden":"true"},String(e+1)):null;return{controls:l,el:o(`div.kw-row${n.compact?".kw-row-compact":""}`,{role:"\
group","aria-label":r},c,o("div.kw-row-fields",null,l.map(({el:u})=>u)),a)}}};function Ye(s,t,e){let{[t]:n,...i}=s;return e===void 0?i:{...i,[t]:e}}var Qe={width:"×",height:"px"};function Ht(s,t,e){let{h:n}=s,i={},o={},l={},r=n("span.kw-dim"),a=n("button.kw-link",{type:"button",hidden:!0,onclick:()=>{for(let{
name:p}of t)o[p]=void 0,c[p].box.value=i[p]??"",e(p,void 0);u()}}),c=Object.fromEntries(t.map(p=>(i[p.name]=p.default??null,[p.name,H(n,p,f=>(o[p.name]=f,u(),e(
p.name,f)))])));function u(){let p=t.some(({name:w})=>o[w]!==void 0&&o[w]!==i[w]),f=t.map(({name:w})=>l[w]??i[w]),b=f.every(w=>w!=null);for(let{name:w}of t)c[w].
box.placeholder=l[w]??"auto";r.textContent=p||!l.from?"":`from ${l.from}`,a.textContent=b?`Back to ${f.join(" × ")}`:"Back",a.hidden=!p}let d=t.flatMap(({name:p})=>[
c[p].box,n("span.kw-unit",null,Qe[p])]),m=x(n,{label:"Size",kind:"number"},n("div.kw-slide",null,d,r,a),{tag:"div"});u();let g=({name:p})=>({el:m,set(f){o[p]=f,
c[p].box.value=f??i[p]??"",u()},settle:c[p].settle,derive(f){l=f||{},u()}});return Object.fromEntries(t.map(p=>[p.name,g(p)]))}var U=["width","height"],ut={name:"*",kind:"any",label:"Settings as JSON",required:!1,default:null,rare:!1},J=class{constructor(t,e,n){let{h:i}=t;this.ctx={...t,
peers:this,composite:{image:ot,images:ot,list:ct,object:ct,any:R}},this.lead=e,this.changed=n,this.form=null,this.remembered={},this.controls=new Map,this.grid=
i("div.kw-grid",null,e),this.rareGrid=i("div.kw-grid",null),this.count=i("span.kw-dim"),this.more=i("details.kw-more",{hidden:!0},i("summary",null,"More",this.count),
this.rareGrid),this.el=i("div.kw-form",null,this.grid,this.more)}use(t){this.form=t;let e=t?Et(t):[ut],n=e.filter(({name:r})=>U.includes(r)),i=n.length===U.length?
this.sizeFor(n):{};this.controls=new Map(e.map(r=>[r.name,i[r.name]||this.controlFor(r)]));let o=r=>e.filter(a=>dt(a)===r).map(({name:a})=>this.controls.get(a).
el),l=r=>[...new Set(o(r))];Ut(this.grid,[this.lead,...l(!1)]),Ut(this.rareGrid,l(!0)),this.more.hidden=!l(!0).length,this.show()}controlFor(t){let e=JSON.stringify(
t),n=this.controls.get(t.name);return n&&n.shape===e?n:{...F(this.ctx,t,i=>this.take(t.name,i)),shape:e,parameter:t}}sizeFor(t){let e=JSON.stringify(t),n=this.controls.
get(U[0]);if(n&&n.shape===e)return Object.fromEntries(U.map(o=>[o,this.controls.get(o)]));let i=Ht(this.ctx,t,(o,l)=>this.take(o,l));return Object.fromEntries(t.
map(o=>[o.name,{...i[o.name],shape:e,parameter:o}]))}derive(t){this.controls.forEach(e=>e.derive?.(t))}peek(t){let e=E(this.form,t);return e&&{parameter:e,value:this.
values()[t]??e.default}}put(t,e){this.take(t,e),this.controls.get(t)?.set(e)}take(t,e){let{[t]:n,...i}=this.remembered;t===ut.name?this.remembered=e||{}:this.remembered=
e===void 0?i:{...i,[t]:e},this.paintCount(),this.controls.forEach((o,l)=>l!==t&&o.heed?.()),this.changed(this.values())}values(){return Tt(this.remembered,this.
form)}set(t){for(let e of Object.keys(this.values()))e in t||delete this.remembered[e];this.remembered={...this.remembered,...t},this.show()}show(){let t=this.values();
for(let[e,n]of this.controls)n.set(e===ut.name?t:t[e]);this.paintCount()}paintCount(){let t=this.values(),e=[...this.controls].filter(([n,{parameter:i}])=>dt(i)&&
n in t).length;h(this.count,e?` · ${e} set`:"")}paint(){this.controls.forEach(t=>t.paint?.())}settle(){this.controls.forEach(t=>t.settle())}has(t){return!!E(this.
form,t)}focus(t){let e=this.controls.get(t);e&&dt(e.parameter)&&(this.more.open=!0),e?.el.querySelector("input, select, textarea, button")?.focus()}};function dt(s){
return!!s.rare&&!s.required}function Ut(s,t){for(t.forEach((e,n)=>{s.children[n]!==e&&s.insertBefore(e,s.children[n]||null)});s.children.length>t.length;)s.lastElementChild.
remove()}var Ze=[["","As it is"],["crop","Crop"],["pad","Pad"]],Xe={"":"It is sent as it is; the model decides what becomes of it.",crop:"Its edges are cut off.",pad:"A \
blurred margin is added."};function Jt(s,t){let{h:e}=s,n=`kw-${s.token}-fit`,i=e("span",{role:"status"}),o=e("span.kw-dim"),l=Ze.map(([c,u])=>{let d=e("input",{
type:"radio",name:n,onchange:()=>t(c)});return{how:c,input:d,el:e("label.kw-segment",null,d,e("span",null,u))}}),r=e("div.kw-segments",{role:"radiogroup","aria-\
label":"How the still is fitted"},l.map(({el:c})=>c)),a=e("div.kw-fit",{hidden:!0},i,r,o);return{el:a,paint(c,u){return a.hidden=!c,c?(h(i,tn(c)),i.className=u?
"":"kw-warn",l.forEach(d=>d.input.checked=d.how===(u||"")),h(o,Xe[u||""])):h(i,"")}}}function tn({still:s,clip:t,wider:e}){return`The picture${s?` (${s})`:""} i\
s ${e?"wider":"narrower"} than the clip (${t}).`}function Wt(s){let{h:t,channel:e}=s,n=t("div"),i=t("span"),o=t("button.kw-button",{type:"button",onclick:()=>{o.disabled=!0,e.send("resume",{})}},"Take up"),l=t(
"p.kw-notice.kw-strip",{hidden:!0},i,o),r=t("div.kw-notices",{role:"status"},l,n),a="";return{el:r,paint(c){!c||a===JSON.stringify(c)||(a=JSON.stringify(c),n.replaceChildren(
...c.map(u=>t("p.kw-notice",null,t("span",null,u),t("button.kw-tool",{type:"button","aria-label":`Put away: ${u}`,onclick:()=>e.send("noted",{message:u})},v("cl\
ose"))))))},paintLeft(c){h(i,c),l.hidden=!c,o.disabled=!1}}}var W=[{title:"Camera",moves:["pan left","pan right","tilt up","tilt down","zoom in","zoom out","dolly in","dolly out","orbit"]},{title:"Pace",manners:[["slow",
"slowly"],["gentle","gently"],["fast","fast"],["subtle","subtly"],["dramatic","dramatically"]]},{title:"Depth",moves:["gentle parallax","deep parallax","shallow\
 depth of field"]},{title:"Scene",moves:["leaves sway in the wind","water ripples","clouds drift by","smoke curls upward","light flickers softly","hair moves in\
 a breeze"]}],en=W[1].manners.map(([s])=>s);function Gt(s){return(s.moves||[]).map(t=>({text:t})).concat((s.manners||[]).map(([t,e])=>({text:t,after:e})))}function qt(s,t,e){
let n=s.replace(/\s+$/,""),i=n.length<s.length,o=n.split(/[\s,.;]+/).pop().toLowerCase(),l=n===""||/[,.;:!?。、，]$/.test(n),r=!l&&en.includes(o),a=e.after&&
!l&&!r?e.after:e.text,c=i||n===""?"":" ";!l&&!r&&!e.after&&(c=i?"":", ");let u=/^\s*[\p{L}\p{N}]/u.test(t)?e.after&&l?" ":", ":"";return c+a+(u&&/^\s/.test(t)?u.
trimEnd():u)}function Kt(s,t){let{h:e}=s,n=0,i=e("textarea.kw-input.kw-prompt",{rows:3,spellcheck:"true",placeholder:"How should it move?",oninput:()=>{l(),t(i.value)}}),o=e(
"span.kw-length",{role:"status"}),l=()=>{h(o,Pt(i.value,n)),o.classList.toggle("kw-error",n>0&&[...i.value].length>n),i.style.height="auto",i.scrollHeight&&(i.style.
height=`${Math.min(i.scrollHeight+2,260)}px`)},r=c=>{let u=i.selectionEnd,d=qt(i.value.slice(0,u),i.value.slice(u),c);i.focus(),i.setSelectionRange(u,u),document.
execCommand("insertText",!1,d)||(i.setRangeText(d,u,u,"end"),l(),t(i.value))},a=e("label.kw-field",null,e("span.kw-label",null,"Prompt",o),i);return{el:e("div.k\
w-prompt-block",null,a,nn(e,r)),get:()=>i.value,set(c){i.value!==c&&(i.value=c),l()},limit(c){n=c||0,l()},focus:()=>i.focus(),paint:l}}function nn(s,t){let e=r=>s(
"button.kw-chip",{type:"button",onclick:()=>t(r),"aria-label":`Add “${r.text}” to the prompt`},r.text),n=r=>s("div.kw-chip-group",{role:"group","aria-label":r.
title},s("span.kw-chip-title",{"aria-hidden":"true"},r.title),s("span.kw-chip-list",null,Gt(r).map(e))),i=s("div.kw-chip-rest",{hidden:!0},W.slice(2).map(n)),o=s(
"button.kw-link.kw-chip-more",{type:"button","aria-expanded":"false",onclick:()=>{i.hidden=!i.hidden,o.setAttribute("aria-expanded",String(!i.hidden)),h(o,i.hidden?
"More phrases":"Fewer phrases")}},"More phrases"),l=W.slice(0,2).map(n);return l[1].lastElementChild.append(o),s("div.kw-chips",null,l,i)}function Vt(s,t){let{h:e}=s,
n=e("select.kw-input",{onchange:()=>t(n.value)}),i=[],o=u=>{let d=e("option",{value:u.id});return i.push([d,u]),d},l=(u,d)=>e("optgroup",{label:u},d.map(o)),r=[],
a="",c=()=>i.forEach(([u,d])=>h(u,sn(d,a)));return{el:e("label.kw-field.kw-model",null,e("span.kw-label",null,"Model"),n),fill(u){let d=u.filter(f=>f.popular),m=u.
filter(f=>!f.popular),g=[...new Set(m.map(f=>f.provider))];r=u.map(f=>f.id),i.length=0;let p=g.map(f=>l(f,m.filter(b=>b.provider===f)));n.replaceChildren(...d.length?
[l("Popular",d)]:[],...p),c()},set(u){u&&!r.includes(u)&&(r.push(u),n.append(o({id:u,title:u})),c()),n.value=u},paint(u){u!==a&&(a=u,c())}}}function sn({title:s,
from:t,deprecated:e},n){let i=n==="krea"&&t?` · from ${t.replace(/^about /,"")}`:"";return`${s}${e?" (being withdrawn)":""}${i}`}function Yt({scope:s,channel:t},e=()=>{}){let n=Date.now(),i=0,o=null;function l(){e();let r=Date.now();r-n<1500||i>n&&r-i<1e4||(i=r,t.send("beat"))}return{heard(r){
n=Date.now(),r&&!o&&(o=s.every(l,1e3)),!r&&o&&(o=o()&&null)}}}async function Qt(s,t,{onProgress:e=(i,o)=>{},signal:n=null}={}){let i=[],o=0;for(;;){let l=await s.request("pull",{key:t,offset:o});if(n?.aborted)throw new Error(
"");if(l.kind!=="piece")throw new Error(l.message||"The clip cannot be read.");if(i.push(l.parts[0]),o+=l.parts[0].byteLength,e(o,l.total),o>=l.total||!l.parts[0].
byteLength)break}return new Blob(i,{type:"video/mp4"})}var on=8;function ln(s,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let n of s.querySelectorAll("video, video source")){let i=new URL(n.src||"about:b\
lank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return n.src}return""}async function rn(s,t,e){for(let n=0;e&&
n<on&&!s.signal.aborted;n++){for(let i of document.getElementsByClassName(t)){let o=ln(i,e);if(o)return o}await new Promise(i=>s.later(i,150))}return""}function ht(s,t,e=null){
return new Promise(n=>{let i=new AbortController,o=l=>()=>{i.abort(),n(l)};s.addEventListener("loadedmetadata",o(!0),{signal:i.signal}),s.addEventListener("erro\
r",o(!1),{signal:i.signal}),e?.addEventListener("abort",o(!1),{signal:i.signal}),s.src=t})}async function an(s,t,{key:e,clip:n,signal:i,onProgress:o}){let{scope:l,
channel:r}=s,a={href:"",free(){}},c=await rn(l,s.fallbackClass,n.url);if(c&&await ht(t,c,i))return{...a,href:c};if(i.aborted||l.signal.aborted)return a;let u=await Qt(
r,e,{signal:i,onProgress:o}),d=l.hold(u);return i.addEventListener("abort",d.free,{once:!0}),await ht(t,d.href,i)?d:(d.free(),a)}function Zt(s,{key:t,clip:e,label:n,
ready:i}){let{h:o,scope:l}=s,r=window.matchMedia?.("(prefers-reduced-motion: reduce)").matches,a=o("video.kw-video",{controls:!0,loop:!0,playsinline:!0,muted:!0,
preload:"metadata","aria-label":n});a.setAttribute("muted","");let c=o("p.kw-message.kw-center",{role:"status"}),u=o("div.kw-player",null,a,c);e.width&&e.height&&
(u.style.setProperty("--kw-ratio",`${e.width} / ${e.height}`),u.style.setProperty("--kw-wide",`${Math.min(640,Math.round(420*e.width/e.height))}px`));let d=null,
m=new AbortController;return(async()=>(d=await an(s,a,{key:t,clip:e,signal:m.signal,onProgress:(p,f)=>h(c,`Fetching the clip · ${j(p,f)}`)}),d.href))().then(p=>{
m.signal.aborted||l.signal.aborted||(h(c,p?"":`This browser cannot play the clip. It is safe on disk: ${e.path}`),p&&(i(p),r||a.play().catch(()=>{})))}).catch(p=>h(
c,p.message&&`${p.message} It is safe on disk: ${e.path}`)),{el:u,video:a,end(){m.abort(),a.pause(),a.removeAttribute("src"),a.load(),d?.free()}}}async function G(s,t){
let e=document.createElement("video");e.muted=!0,e.preload="auto";try{if(!await ht(e,s))throw new Error("The clip could not be read.");await new Promise((o,l)=>{
e.onseeked=o,e.onerror=l,e.currentTime=Math.max(0,e.duration-.02)});let n=document.createElement("canvas");[n.width,n.height]=[e.videoWidth,e.videoHeight],n.getContext(
"2d").drawImage(e,0,0);let i=await new Promise(o=>n.toBlob(o,"image/png"));return new File([i],t,{type:"image/png"})}finally{e.onseeked=e.onerror=null,e.removeAttribute(
"src"),e.load()}}var cn=["done","failed","cancelled","uncertain"],un=["submitting","waiting","working"];function q(s){return cn.includes(s.phase)}function Xt(s,t){let e=dn(s,t,()=>n,
()=>c(!0)),n=null,i=0,o=null,l=!1;function r(){if(!n||!un.includes(n.phase))return;let u=n.elapsed+(Date.now()-i)/1e3;h(e.message,St(n.message,n.elapsed,u))}function a(u){
n&&JSON.stringify(n)===JSON.stringify(u)||(n=u,i=Date.now(),mn(e,u),r(),c(l))}function c(u){l=u;let d=u&&n?.clip;if(e.open.hidden=!n?.clip||u,e.tools.hidden=!d,
d&&!o){let m=`Clip: ${n.title||n.clip.name}`;o=Zt(s,{key:n.key,clip:n.clip,label:m,ready:g=>pn(e,g,n.clip)}),e.stage.replaceChildren(o.el)}else!d&&o&&(o.end(),o=
null,e.address="",e.stage.replaceChildren());e.stage.hidden=!o,e.el.classList.toggle("kw-open",!!o)}return{el:e.el,update:a,tick:r,open:c,row:()=>n,end:()=>o?.end()}}
function dn(s,t,e,n){let{h:i}=s,o=(r,a,c={})=>i("button.kw-link",{type:"button",onclick:a,...c},r),l={address:""};return l.fill=i("div.kw-fill"),l.bar=i("div.kw\
-bar",{role:"progressbar","aria-valuemin":0,"aria-valuemax":100},l.fill),l.message=i("span.kw-job-message"),l.cancel=i("button.kw-button.kw-quiet",{type:"button",
onclick:()=>t.cancel(e().key)},"Cancel"),l.open=o("Show",n),l.dismiss=i("button.kw-tool",{type:"button","aria-label":"Remove this line; files stay",title:"Remov\
e this line; files stay",onclick:()=>t.dismiss(e().key)},v("close")),l.badge=i("span.kw-badge",null,"sandbox"),l.about=i("span.kw-about-text"),l.stage=i("div.kw\
-stage",{hidden:!0}),l.ways=i("div.kw-actions",null),l.offer=(r,a)=>i("button.kw-button",{type:"button",onclick:()=>{let c=u=>[...l.ways.children].forEach(d=>d.
disabled=!u);c(!1),s.scope.later(()=>c(!0),3e3),a()}},r),l.act=t,l.detailText=i("pre.kw-pre"),l.details=i("details.kw-more",null,i("summary",null,"Details"),l.detailText),
l.tools=hn(s,t,e,l,o),l.el=i("article.kw-job",{role:"group"},l.bar,l.stage,i("div.kw-side",null,i("div.kw-line",null,i("div.kw-job-text",null,l.message,i("span.\
kw-about",null,l.badge,l.about)),l.open,l.cancel,l.dismiss),l.ways,l.tools,l.details)),l}function hn(s,t,e,n,i){let{h:o}=s,l=o("span.kw-dim",{role:"status"}),r=d=>{
h(l,d),s.scope.later(()=>h(l,""),2500)};n.download=o("a.kw-link",{hidden:!0},"Download");let a=i("Copy path",async()=>r(await Q(e().clip.path,n.el)?"Copied":"Th\
e page may not copy here")),c=i("Use last frame as next still",async()=>{r("Taking the last frame");let d=`${e().clip.name.replace(/\.mp4$/i,"")}-last.png`,m=await G(
n.address,d).catch(()=>null);if(m)return t.useFrame(m);let g=await t.frameByPython(e().key);return g.kind==="problem"&&r(g.message)},{hidden:!0});n.frame=c;let u=fn(
s,e);return o("div.kw-tools",null,o("div.kw-actions",null,n.download,a,c,u.toggle,l),u.el)}function fn(s,t){let{h:e}=s,n=e("pre.kw-pre",{tabindex:0}),i=e("p.kw-\
dim",{hidden:!0},e("span.kw-badge",null,"sandbox")," Rendered here, free. No model has seen it."),o=e("button.kw-link",{type:"button",onclick:async()=>h(o,await Q(
n.textContent,l)?"Copied":"Not copied")},"Copy call"),l=e("div.kw-settings",{hidden:!0},i,n,o),r=e("button.kw-link",{type:"button","aria-expanded":"false",onclick:async()=>{
if(l.hidden=!l.hidden,r.setAttribute("aria-expanded",String(!l.hidden)),l.hidden)return;h(o,"Copy call"),i.hidden=t().backend!=="sandbox";let a=await s.channel.
request("settings",{key:t().key});h(n,a.call||a.message||"")}},"Settings");return{toggle:r,el:l}}function pn(s,t,e){s.address=t,s.download.href=t,s.download.download=
e.name,s.download.hidden=!1,s.frame.hidden=!1}function mn(s,t){let e=q(t);s.el.dataset.phase=t.phase,s.el.setAttribute("aria-label",`Clip: ${t.title||t.summary}`),
h(s.message,t.message),s.message.classList.toggle("kw-error",t.phase==="failed"),s.message.classList.toggle("kw-warn",t.phase==="uncertain"),h(s.about,[t.summary,
t.title?`“${t.title}”`:""].filter(Boolean).join(" · ")),s.about.title=t.title||"",s.badge.hidden=t.backend!=="sandbox",wn(s,t,e),s.cancel.hidden=e,s.cancel.
disabled=!!t.cancelling,h(s.cancel,t.cancelling?"Cancelling":"Cancel"),s.cancel.setAttribute("aria-label",`Cancel: ${t.title||t.summary}`),s.dismiss.hidden=!e;let n=t.
error||{},i=gn(s,t,n);s.ways.hidden=!i.length,s.ways.replaceChildren(...i),s.details.hidden=!n.details,h(s.detailText,n.details||"")}function gn({offer:s,act:t},e,n){
let i=(n.candidates||[]).map(o=>s(`It is ${o.slice(0,8)}`,()=>t.adopt(e.key,o)));return n.replacement&&i.push(s(`Use ${n.replacement}`,()=>t.useModel(n.replacement))),
n.fetch&&i.push(s("Fetch it again",()=>t.fetch(e.key))),n.uncertain&&i.push(s(["It was not started: send it again",e.price].filter(Boolean).join(" · "),()=>t.again(
e.key))),i}function wn(s,t,e){let n=typeof t.fraction=="number";if(s.bar.hidden=e,s.bar.classList.toggle("kw-unknown",!n),s.bar.setAttribute("aria-label",t.title||
t.summary||"Clip"),n){let i=Math.round(t.fraction*100);s.fill.style.width=`${t.fraction*100}%`,s.bar.setAttribute("aria-valuenow",String(i))}else s.fill.style.width=
"",s.bar.removeAttribute("aria-valuenow")}var K=class{constructor(t,{useModel:e}){let{h:n,channel:i}=t;this.ctx=t,this.lines=new Map,this.latest="",this.heartbeat=Yt(t,()=>this.lines.forEach(o=>o.tick())),
this.list=n("div.kw-jobs"),this.live=n("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=n("div.kw-results",null,this.live,this.list),this.act={cancel:o=>i.
send("cancel",{key:o}),dismiss:o=>i.send("dismiss",{key:o}),adopt:(o,l)=>i.send("adopt",{key:o,job_id:l}),again:o=>i.send("again",{key:o}),fetch:o=>i.send("fetc\
h",{key:o}),useModel:e,useFrame:o=>t.imageStore.take(o,"start_image"),frameByPython:o=>i.request("frame",{key:o})}}update(t){for(let e of this.lines.keys())t.some(
n=>n.key===e)||this.drop(e);[...t].reverse().forEach((e,n)=>this.showRow(e,n)),this.openNewest(t),this.heartbeat.heard(t.some(e=>!q(e)))}showRow(t,e){let n=this.
lines.get(t.key)||Xt(this.ctx,this.act),i=n.row()?.phase;this.lines.set(t.key,n),this.list.children[e]!==n.el&&this.list.insertBefore(n.el,this.list.children[e]||
null),n.update(t),i!==t.phase&&(i||!q(t))&&h(this.live,t.message)}openNewest(t){let e=t.filter(i=>i.clip).sort((i,o)=>(i.finished||0)-(o.finished||0)),n=e.length?
e[e.length-1].key:"";n!==this.latest&&(this.lines.get(this.latest)?.open(!1),this.lines.get(n)?.open(!0),this.latest=n)}drop(t){this.lines.get(t).end(),this.lines.
get(t).el.remove(),this.lines.delete(t)}end(){this.lines.forEach(t=>t.end())}};function te(s){let{h:t,channel:e}=s,n=t("span.kw-badge"),i=t("span.kw-dim"),o=t("span.kw-error",{role:"status"}),l=t("input.kw-input.kw-token",{type:"password",
autocomplete:"off",spellcheck:"false",placeholder:"Krea token","aria-label":"Krea token"}),r=t("button.kw-button",{type:"submit"},"Use"),a=t("form.kw-login",{hidden:!0,
onsubmit:async d=>{d.preventDefault();let m=l.value.trim();if(l.value="",!m)return l.focus();h(o,"");let g=await e.request("login",{token:m});if(g.kind==="probl\
em")return h(o,g.message),l.focus();u(!1)}},l,r,t("span.kw-dim",null,"stays in this kernel, never in the notebook"),o),c=t("button.kw-link",{type:"button","aria\
-expanded":"false",onclick:()=>u(a.hidden)},"Use your Krea token");function u(d){a.hidden=!d,l.value="",h(o,""),c.setAttribute("aria-expanded",String(d)),d&&l.focus()}
return{el:t("div.kw-backend",null,t("span.kw-backend-line",null,n,i,c),a),paint(d){let m=d==="sandbox";h(n,d||"…"),n.classList.toggle("kw-badge-krea",!m),h(i,
m?"rendered here, free":""),c.hidden=!m,m||u(!1)}}}var kn="The kernel is busy with a cell. This starts as soon as it is free; no need to press again.",bn="The picture is still being read. Press again when it is \
there. Nothing was sent.",V=class{constructor(t,e){let{h:n}=t;this.ctx=t,this.view=e,this.backend="",this.cost="",this.pending=!1,this.label=n("span",null,"Anim\
ate"),this.price_=n("span.kw-cost"),this.billed=n("span.kw-dim",{hidden:!0},"Only completed clips are billed."),this.el=n("button.kw-button.kw-main-button",{type:"\
button",title:"Ctrl+Enter",onclick:()=>this.run()},this.label,this.price_),this.text=n("p",{role:"status","aria-live":"polite",hidden:!0}),this.replacement=n("b\
utton.kw-button",{type:"button",hidden:!0,onclick:()=>{this.say(""),e.switchModel(this.replacement.value)}}),this.details=n("pre.kw-pre"),this.fold=n("details.k\
w-more",{hidden:!0},n("summary",null,"Details"),this.details),this.message=n("div.kw-run-message",null,this.text,this.replacement,this.fold),this.wait=()=>{},this.
doubt=()=>{},this.ask=wt(i=>t.channel.request("price",i),i=>this.showQuote(i))}say(t,{error:e=!1,details:n="",replacement:i=""}={}){h(this.text,t),this.text.className=
e?"kw-message kw-error":"kw-message",this.text.hidden=!t,h(this.details,n),this.fold.hidden=!n,this.replacement.value=i,h(this.replacement,`Use ${i}`),this.replacement.
hidden=!i}showProblem({message:t,details:e,replacement:n,field:i}){this.say(t,{error:!0,details:e,replacement:n}),i&&this.view.focus(i)}async run(){let{ctx:t,view:e}=this;
if(this.pending)return;let n=e.snapshot();if(t.imageStore.busy()){this.say(bn);return}let i=Lt(t.form(),{...n,filled:r=>t.imageStore.cards(r).length>0});if(i){this.
showProblem(i);return}this.pending=!0,this.say(""),this.paint();let o=t.scope.later(()=>this.say(kn),2e3),l=await t.channel.request("run",n);o(),this.pending=!1,
this.say(""),l.kind==="problem"&&this.showProblem(l),this.paint()}price(){let{model:t,values:e}={model:this.view.model.get("model"),values:this.view.form.values()};
this.wait(),this.doubt(),this.wait=this.ctx.scope.later(()=>this.ask({model:t,values:e}),40),this.doubt=this.ctx.scope.later(()=>this.showPrice(this.cost&&"pric\
e to come"),1500),this.paint()}showQuote({text:t="",source:e="",size:n=null,fit:i=null}){this.el.title=e?`Ctrl+Enter. Price: ${e}`:"Ctrl+Enter",this.view.takeQuote(
{size:n,fit:i}),this.showPrice(t)}showPrice(t){this.doubt(),this.cost=t,this.paint()}paint(t=this.backend){t!==this.backend&&(this.backend=t,this.price()),h(this.
label,this.pending?"Starting":"Animate"),this.billed.hidden=this.backend!=="krea",h(this.price_,this.cost?` · ${this.cost}`:""),this.el.disabled=this.pending}};var yn="34c11bca3f3f41dd972c3e35a776bff3";async function ee(s){let t=0;for(let e=0;e<2e4&&t+8<=s.size;e++){let{kind:n,start:i,end:o,owner:l}=await vn(s,t);if(o>s.size||o<i)return null;let r=i+16;if(n===
"uuid"&&l===yn&&o>=r&&o-r<=65536)return s.slice(r,o).arrayBuffer();t=o}return null}async function vn(s,t){let e=new DataView(await s.slice(t,t+32).arrayBuffer()),
n=e.getUint32(0),i=n===1&&e.byteLength>=16,o=i?Number(e.getBigUint64(8)):n,l=t+(i?16:8);return{kind:[4,5,6,7].map(a=>String.fromCharCode(e.getUint8(a))).join(""),
start:l,end:n===0?s.size:t+o,owner:xn(e,l-t)}}function xn(s,t){let e="";for(let n=t;n<t+16&&n<s.byteLength;n++)e+=s.getUint8(n).toString(16).padStart(2,"0");return e}
var Sn=1<<20;async function ne(s){if(!s||s.size>Sn)return null;try{let{poster:t,...e}=JSON.parse(await s.text()),n=new TextEncoder().encode(JSON.stringify(e));return n.
byteLength<=65536?n.buffer:null}catch{return null}}function se(s,t,e){let{h:n,signal:i}=s,o=t.map(u=>$n(n,u)),l=()=>o.filter(({box:u})=>u.checked&&!u.disabled).map(({name:u})=>u),r=n("span.kw-dim",{role:"status"}),
a=n("button.kw-button",{type:"button",onclick:async()=>{a.disabled=!0;let u=await e(l());h(r,u.kind==="problem"?u.message:"In the form now. Nothing was sent."),
a.disabled=!1}},"Put into the form"),c=()=>a.disabled=!l().length;for(let{box:u}of o)u.addEventListener("change",c,{signal:i});return c(),n("div.kw-preview",null,
n("div",{role:"group","aria-label":"Fields for the form"},o.map(({el:u})=>u)),n("div.kw-preview-go",null,a,r))}function $n(s,{name:t,label:e,now:n,then:i,same:o,
message:l}){let r=s("input",{type:"checkbox",checked:!o&&!l,disabled:o||!!l}),a=o?s("span.kw-dim",null,`${i||"none"} · the same`):s("span.kw-preview-change",null,
n&&s("del",null,n),n&&" ",s("ins",null,i||"none"),l&&s("span.kw-dim",null,` ${l}`));return{name:t,box:r,el:s("label.kw-preview-field",null,r,s("span.kw-dim",null,
e),a)}}var Mn=4e3,En="It was made elsewhere, or a program on the way took them out.";function ie({name:s="",type:t=""}){return/\.(mp4|m4v)$/i.test(s)||t==="video/mp4"?
"film":/\.(mov|qt)$/i.test(s)||t==="video/quicktime"?"other film":/\.json$/i.test(s)||t==="application/json"?"beside":""}function oe(s,{flush:t,back:e}){let{h:n,
channel:i,scope:o,imageStore:l}=s,r=0,a=n("strong.kw-import-name"),c=n("span"),u=n("span.kw-badge",{hidden:!0},"sandbox"),d=n("span.kw-dim"),m=n("div"),g=n("but\
ton.kw-link",{type:"button"},"Use its last frame as the next still"),p=n("span.kw-dim",{role:"status"}),f=()=>{r++,w=null,b.hidden=!0,m.replaceChildren(),e()},b=n(
"section.kw-import",{hidden:!0,tabindex:-1,"aria-label":"A clip's settings","data-lm-suppress-shortcuts":"true",onkeydown:y=>{y.key==="Escape"&&(y.stopPropagation(),
f())}},n("div.kw-import-head",null,n("p.kw-message",{role:"status"},a," ",c," ",u," ",d),n("button.kw-tool",{type:"button","aria-label":"Close",title:"Close",onclick:f},
v("close"))),m,n("div.kw-import-ways",null,g,p)),w=null;g.addEventListener("click",()=>le(),{signal:o.signal});function $(y,k){h(a,y),h(c,k),h(d,""),h(p,""),u.hidden=
!0,m.replaceChildren(),g.hidden=!w,b.hidden=!1}async function M(y){let k=++r,{name:T}=w||y;$(T,"is looked at."),b.focus(),b.scrollIntoView({block:"nearest"});let A=w&&
await ee(w).catch(()=>null)||await ne(y);if(k!==r||o.signal.aborted)return;t();let P=o.later(()=>k===r&&h(d,"Waiting for the kernel: it is busy with a cell"),Mn),
I=await i.request("offer",{name:T,size:w?.size||0},A?[A]:void 0);P(),k===r&&Y(T,I)}function Y(y,k){if(!k.fields){$(y,k.message||`carries no settings of krea_wid\
gets. ${w?En:""}`);return}$(y,`was made with ${k.model}`),u.hidden=k.backend!=="sandbox",h(d,[Tn(k.made),k.price].filter(Boolean).join(" · ")),m.replaceChildren(
se(s,k.fields,T=>(t(),i.request("apply",{key:k.key,names:T}))))}async function le(){let y=o.hold(w),k=w.name.replace(/\.\w+$/,"");h(p,"Taking the last frame");try{
l.take(await G(y.href,`${k}-last.png`),"start_image"),h(p,"")}catch{h(p,"This browser cannot play it, so its last frame cannot be taken.")}finally{y.free()}}return{
el:b,take(y){let k=I=>y.find(re=>ie(re)===I)||null,[T,A,P]=[k("other film"),k("beside"),k("film")];return(P||A||T)&&(w=P),P||A?M(A):T&&(r++,$(T.name,"is a Quick\
Time film. Clips of krea_widgets are MP4 files. Nothing was sent.")),y.filter(I=>!ie(I))}}}function Tn(s){let t=new Date(s);return s&&!isNaN(t.getTime())?t.toLocaleString(
"en-GB",{day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"}):""}var Nn=[["start_image","Still","Drop a picture, paste one, or choose a file. An earlier clip brings its settings."],["end_image","End frame","optional"]],On="Th\
e kernel does not answer. It may be busy with a cell; if it is not, reload the page. What runs goes on.",Cn=2e4;function An({model:s,el:t}){let e=mt(),n=new ft(
s,e);return t.classList.add("kw-root"),t.append(n.el),n.start(),()=>{n.end(),e.end(),n.el.remove()}}var ft=class{constructor(t,e){let n=0,i={scope:e,h:e.h,signal:e.
signal,token:e.token,count:()=>++n};this.ctx=i,this.model=t,this.forms=new Map,this.traits=kt(t,e),i.fallbackClass=`kw-fallback-${String(t.get("_fallback_id")).
replace(/\W/g,"")}`,i.channel=gt(t,e),i.form=()=>this.forms.get(t.get("model"))||null,i.isMany=o=>E(i.form(),o)?.kind==="images",i.imageStore=new z(i,()=>this.paintPictures()),
this.prompt=Kt(i,o=>{this.traits.set("prompt",o),this.runner.paint()}),this.choice=Vt(i,o=>this.switchModel(o)),this.form=new J(i,this.choice.el,o=>this.takeValues(
o)),this.backend=te(i),this.carried=oe(i,{flush:()=>this.traits.flush(),back:()=>this.focus("start_image")}),this.zones=new Map(Nn.map(([o,l,r])=>[o,this.placeZone(
o,l,r)])),this.fitFound=null,this.fit=Jt(i,o=>{this.traits.set("fit",o),this.paintPictures()}),this.notices=Wt(i),this.runner=new V(i,this),this.jobs=new K(i,{useModel:o=>this.
switchModel(o)}),this.el=this.layout(),this.listen()}layout(){let{h:t,fallbackClass:e}=this.ctx;return t("section.kw.kw-animate",{"aria-label":"Animate a still"},
t("style",null,`.${e}{display:none}`),this.carried.el,t("div.kw-columns",null,t("div.kw-pictures",null,[...this.zones.values()].flatMap((n,i)=>i?[n.el]:[n.el,this.
fit.el])),t("div.kw-main",null,this.prompt.el,this.form.el,t("div.kw-run-line",null,this.runner.el,this.runner.billed,this.backend.el),this.runner.message,this.
notices.el)),this.jobs.el)}placeZone(t,e,n){let{imageStore:i}=this.ctx;return D(this.ctx,{title:e,hint:n,small:t!=="start_image",clips:t==="start_image",take:o=>this.
take(o,t),remove:()=>i.remove(t,i.cards(t)[0]?.key),stop:()=>i.stop(t)})}take(t,e){let[n]=this.carried.take(t);n&&this.ctx.imageStore.take(n,e)}listen(){let{ctx:t,
el:e}=this,n=(r,a)=>e.addEventListener(r,a,{signal:t.signal}),i=this.zones.get("start_image").zone,o=r=>this.take(r,"start_image");_(e,t.signal,{over:r=>i.classList.
toggle("kw-over",r),files:o});let l=(r,a)=>{r.preventDefault(),r.stopPropagation(),a()};n("paste",r=>{let a=et(r.clipboardData);a.length&&l(r,()=>o(a))}),n("key\
down",r=>{r.key==="Enter"&&(r.ctrlKey||r.metaKey)&&l(r,()=>this.runner.run())})}start(){let{ctx:t,model:e}=this,n=t.scope.later(()=>this.runner.say(On),Cn);t.channel.
on("catalogue",l=>{this.forms.size||(n(),this.runner.say(""),this.forms=new Map(l.forms.map(r=>[r.id,r])),this.choice.fill(l.forms),this.form.set(e.get("values")),
this.followModel())}),t.channel.on("state",l=>this.showState(l)),t.channel.on("left",l=>this.notices.paintLeft(l.message)),t.channel.on("notices",l=>this.notices.
paint(l.notices)),t.channel.on("problem",l=>this.runner.showProblem(l));let i=()=>this.showState({jobs:e.get("jobs"),backend:e.get("backend")}),o={jobs:i,backend:i,
prompt:()=>this.prompt.set(e.get("prompt")),model:()=>this.followModel(),fit:()=>this.paintPictures(),values:()=>{this.form.set(e.get("values")),this.runner.price()}};
for(let[l,r]of Object.entries(o))e.on(`change:${l}`,r),t.scope.onEnd(()=>e.off(`change:${l}`,r));o.prompt(),this.paintZones(),i(),Z(t.scope,()=>t.channel.send("\
ready"),()=>this.forms.size)}end(){this.traits.flush(),this.jobs.end()}snapshot(){return this.form.settle(),{prompt:this.prompt.get(),model:this.model.get("mode\
l"),values:this.form.values(),fit:this.model.get("fit")||""}}takeQuote({size:t,fit:e}){this.form.derive(t),JSON.stringify(e)!==JSON.stringify(this.fitFound)&&(this.
fitFound=e,this.paintZones())}takeValues(t){this.traits.set("values",t),this.runner.price()}switchModel(t){this.form.settle(),this.traits.set("model",t),this.followModel(),
this.traits.set("values",this.form.values())}followModel(){this.choice.set(this.model.get("model")),this.form.use(this.ctx.form()),this.prompt.limit(E(this.ctx.
form(),"prompt")?.max_length),this.paintPictures()}focus(t){t==="prompt"?this.prompt.focus():this.zones.has(t)?this.zones.get(t).el.querySelector("button:not([h\
idden])")?.focus():this.form.focus(t)}paintPictures(){this.paintZones(),this.form.paint(),this.runner.price()}paintZones(){let{ctx:t}=this,e=this.model.get("fit")||
"";this.fit.paint(t.imageStore.cards("start_image").length?this.fitFound:null,e);for(let[n,i]of this.zones){let o=t.imageStore.cards(n)[0],l=t.form()&&!this.form.
has(n),r=l&&o?`${t.form().title} takes no such picture, so it is not sent.`:"";i.el.hidden=!!(l&&!o);let a=this.fitFound&&!l?{how:e,ratio:this.fitFound.ratio}:null;
i.paint({card:o,reading:t.imageStore.readings(n)[0],refused:t.imageStore.refused(n)||r,fit:a})}}showState({backend:t,jobs:e,notices:n=void 0}){this.notices.paint(
n),this.backend.paint(t),this.choice.paint(t),this.jobs.update(e),this.runner.paint(t)}},pi={render:An};export{pi as default};
