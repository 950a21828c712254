/* made by "npm run build" from sources ad3746fdda2896c9 */
var kt="http://www.w3.org/2000/svg",oe={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},re=["button","select","summary",
"a","video","pre"],le=["radio","range","checkbox","file"];function O(a){return function(e,s,...i){let[n,...o]=e.split("."),r=document.createElement(n);o.length&&
(r.className=o.join(" ")),n==="button"&&r.setAttribute("type","button"),(re.includes(n)||le.includes(s?.type))&&(r.dataset.lmSuppressShortcuts="true");for(let[l,
h]of Object.entries(s||{}))h==null||h===!1||(l.startsWith("on")?r.addEventListener(l.slice(2),h,{signal:a}):l==="value"||l==="checked"||l==="muted"||l==="indete\
rminate"?r[l]=h:r.setAttribute(l,h===!0?"":String(h)));return r.append(...i.flat(2).filter(l=>l!=null&&l!==!1)),r}}function b(a){let t=document.createElementNS(
kt,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(kt,"path");
return e.setAttribute("d",oe[a]),t.append(e),t}function M(){let a=new AbortController,t=new Set,e={signal:a.signal,h:O(a.signal),token:Math.random().toString(36).
slice(2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let n=setTimeout(()=>{t.delete(o),s()},i),o=()=>clearTimeout(n);return e.onEnd(o)},every(s,i){
let n=setInterval(s,i);return e.onEnd(()=>clearInterval(n))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){
a.abort();for(let s of t)s();t.clear()}};return e}function p(a,t){a.textContent!==t&&(a.textContent=t)}function he(a,t){for(t.forEach((e,s)=>{a.children[s]!==e&&
a.insertBefore(e,a.children[s]||null)});a.children.length>t.length;)a.lastElementChild.remove()}function bt(a,t){let e=new Map,s=i=>{e.get(i).end(),e.delete(i)};
return{views:e,update(i,n){for(let o of[...e.keys()])i.some(r=>r.key===o)||s(o);for(let[o,r]of i.entries())e.has(r.key)||e.set(r.key,t(r)),n(e.get(r.key),r,o);he(
a,i.map(({key:o})=>e.get(o).el))},end:()=>[...e.keys()].forEach(s)}}function yt(){return!!window.matchMedia?.("(prefers-reduced-motion: reduce)").matches}async function vt(a,t){
try{return await navigator.clipboard.writeText(a),!0}catch{let e=document.createElement("textarea");e.value=a,e.className="kw-hidden",t.append(e),e.select();let s=document.
execCommand("copy");return e.remove(),s}}function R(a){let t=Math.max(0,Math.floor(a)),e=o=>String(o).padStart(2,"0"),[s,i,n]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(n)}`:
`${i}:${e(n)}`}function xt(a){return a.split(":").reduce((t,e)=>t*60+Number(e),0)}function W(a,t,e){let s=!1;return a.replace(/\b\d+:\d\d(?::\d\d)?\b/g,i=>s||Math.
abs(xt(i)-t)>1.5?i:(s=!0,R(Math.max(e,xt(i)))))}var St=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function Mt(a,[t,e]){let s=a/t;return e==="KB"||s>=100?String(Math.round(s)):String(Math.round(s*10)/10)}function ce(a){
return St.find(([t])=>a>=t)||St[2]}function Et(a,t){let e=ce(t);return`${Mt(a,e)} of ${Mt(t,e)} ${e[1]}`}function Tt(a,t){let e=new Map,s=new Map,i=0;function n(r,l){if(!r||r.view&&r.view!==t.token)return;let h=(l||[]).map(de),c=r.id&&r.view?e.get(r.id):null;if(c)c(
r,h);else for(let f of s.get(r.kind)||[])f(r,h)}let o={newId:()=>`${t.token}-${++i}`,send(r,l={},h=void 0){a.send({kind:r,view:t.token,...l},void 0,h)},on(r,l){
s.set(r,[...s.get(r)||[],l])},follow(r,l){return e.set(r,l),()=>e.delete(r)},request(r,l={},h=void 0){let c=o.newId();return new Promise(f=>{o.follow(c,(g,v)=>{
e.delete(c),f({...g,parts:v})}),o.send(r,{...l,id:c},h)})}};return a.on("msg:custom",n),t.onEnd(()=>{a.off("msg:custom",n),e.clear(),s.clear()}),o}async function At(a,t,e,s){let i=a.later(e,s);try{return await t}finally{i()}}function de(a){return a instanceof ArrayBuffer?new Uint8Array(a):new Uint8Array(a.
buffer,a.byteOffset,a.byteLength)}function Ct({model:a,el:t},e){let s=M(),i={model:a,scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:Tt(a,s),fallbackClass:`kw-fallback-${String(a.get(
"_fallback_id")).replace(/\W/g,"")}`,active:()=>t.getRootNode().activeElement},n=e(i),o=[s.h("style",null,`.${i.fallbackClass}{display:none}`),n.el];return t.classList.
add("kw-root"),t.append(...o),n.start(),()=>{n.end(),s.end();for(let r of o)r.remove()}}function E(a,t=""){let e=a("div.kw-fill"),s=a("div.kw-bar",{role:"progressbar","aria-label":t||null,"aria-valuemin":0,"aria-valuemax":100},e);return{el:s,paint(i){
let n=typeof i=="number";s.classList.toggle("kw-unknown",!n),e.style.width=n?`${i*100}%`:"",n?s.setAttribute("aria-valuenow",String(Math.round(i*100))):s.removeAttribute(
"aria-valuenow")}}}function D({scope:a,channel:t},e=()=>{}){let s=Date.now(),i=0,n=null;function o(){e();let r=Date.now();r-s<1500||i>s&&r-i<1e4||(i=r,t.send("beat"))}return{received(r){
s=Date.now(),r&&!n&&(n=a.every(o,1e3)),!r&&n&&(n(),n=null)}}}function T(a,t,e,s){for(let i of e)a.on(`change:${i}`,s),t.onEnd(()=>a.off(`change:${i}`,s))}function _(a,t){let e=null,s=()=>{e=null,a.save_changes()};return{set(i,n){
JSON.stringify(a.get(i))!==JSON.stringify(n)&&(a.set(i,n),e?.(),e=t.later(s,250))},flush(){e&&(e(),s())}}}var A=[.25,.5,.75,1,1.25,1.5,2],pe=.006,ue=.3,fe=3,me=.25,ge=.03;function Lt(a){let t=0,e=0,s=1,i=!1,n={time:()=>i?t+(a()-e)*s:t,running:()=>i,rate:()=>s,set(o){
t=o,e=a()},shift:o=>n.set(n.time()+o),start(){i||(e=a()),i=!0},stop(){t=n.time(),i=!1},setRate(o){n.set(n.time()),s=o}};return n}function I(a,t){let e=t+a.offset;
return e<0?{phase:"before",local:0}:e>=a.duration?{phase:"after",local:a.duration}:{phase:"during",local:e}}function Nt(a){return Math.max(0,...a.map(t=>t.duration-
t.offset))}function $t(a,{rate:t,heard:e}){if(Math.abs(a)>ue*Math.max(1,t))return{seek:!0,rate:t};if(Math.abs(a)<pe)return{seek:!1,rate:t};let s=e?ge:me,i=Math.
min(s,Math.max(-s,a*fe));return{seek:!1,rate:Math.round(t*(1-i)*1e3)/1e3}}function Pt(a,t=null){if(t!==null)return t;if(!a.length)return 0;let e=[...a].sort((i,n)=>i-
n),s=e.length/2;return e.length%2?e[Math.floor(s)]:(e[s-1]+e[s])/2}function Ot(a){return Math.max(0,...a.map(t=>t.fps||0))||24}function B(a,t){return Math.max(0,
Math.floor(a*t+1e-4))}function G(a,t,e){let s=Math.max(0,Math.ceil(e*t-1e-4)-1);return(Math.min(s,B(a,t))+.5)/t}function Rt(a,t,e,s){return G(Math.max(0,B(a,t)+
s+.5)/t,t,e)}function at(a,t){let e=A.reduce((s,i,n)=>Math.abs(i-a)<Math.abs(A[s]-a)?n:s,0);return A[Math.min(A.length-1,Math.max(0,e+t))]}var z=[["grid","Grid"],["row","Side by side"],["wipe","Wipe"],["difference","Difference"]];function H(a){return a==="wipe"||a==="difference"}function It({arrangement:a,count:t,ratio:e,width:s,height:i}){if(H(a))return q(1,1,e,s,i);if(a==="row")return q(
t,1,e,s,i);let n=Math.max(1,Math.min(t,Math.floor((s+16)/216)));if(n===1)return q(1,1,e,s,i);let o=f=>Math.ceil(t/f),r=Array.from({length:n},(f,g)=>q(g+1,o(g+1),
e,s,i)),l=.8*Math.max(...r.map(f=>f.width)),h=r.filter(f=>f.width>=l),c=Math.min(...h.map(f=>o(f.columns)));return h.find(f=>o(f.columns)===c)||r[0]}function Bt(a){
return a>=200}function q(a,t,e,s,i){let n=(s-(a-1)*16)/a,o=(i-(t-1)*16)/t,r=Math.max(1,Math.floor(Math.min(n,o*e)));return{columns:a,width:r,height:Math.round(r/
e)}}var Qe=Object.freeze({scale:1,x:0,y:0});function zt({scale:a,x:t,y:e}){let s=(a-1)/2,i=n=>Math.min(s,Math.max(-s,n))+0;return{scale:a,x:i(t),y:i(e)}}function rt(a,t,e=0,s=0){
let i=Math.min(16,Math.max(1,a.scale*t)),n=i/a.scale;return zt({scale:i,x:e-(e-a.x)*n,y:s-(s-a.y)*n})}function lt(a,t,e){return zt({scale:a.scale,x:a.x+t,y:a.y+
e})}function Ht(a,t,e){let s=rt(a,e.distance/Math.max(1e-6,t.distance),t.x,t.y);return lt(s,e.x-t.x,e.y-t.y)}function Ft({scale:a,x:t,y:e}){return a===1?"none":
`translate(${ot(t*100)}%, ${ot(e*100)}%) scale(${ot(a)})`}function ot(a){return Math.round(a*1e3)/1e3}function Ut(a,t){return t>0?Math.min(1,Math.max(0,a/t)):.5}
function Wt(a,t,e){let s=e?.1:.01,i={ArrowLeft:a-s,ArrowRight:a+s,Home:0,End:1}[t];return i===void 0?null:Math.round(Math.min(1,Math.max(0,i))*1e3)/1e3}function ht(a,t=4){
let e=Math.max(1,Math.ceil(a/t)),[s,i]=[Math.floor(a/e),a%e],n=0;return Array.from({length:e},(o,r)=>{let l=n+s+(r<i?1:0),h=[n,l];return n=l,h})}function we(a){return typeof Intl<"u"&&Intl.Segmenter?[...new Intl.Segmenter(void 0,{granularity:"word"}).segment(a)].map(({segment:e,isWordLike:s})=>({text:e,word:!!s})):
(a.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu)||[]).map(t=>({text:t,word:/[\p{L}\p{N}]/u.test(t)}))}function ke(a,t){let e=new Array(a.length).fill(!1),
s=0;for(;s<a.length&&s<t.length&&a[s]===t[s];)e[s++]=!0;let[i,n]=[a.length,t.length];for(;i>s&&n>s&&a[i-1]===t[n-1];)e[--i]=!0,n--;let[o,r]=[a.slice(s,i),t.slice(
s,n)];if(o.length&&r.length&&o.length*r.length<=4e6)for(let l of be(o,r))e[s+l]=!0;return e}function be(a,t){let e=t.length+1,s=new Uint16Array((a.length+1)*e);
for(let n=a.length-1;n>=0;n--)for(let o=t.length-1;o>=0;o--)s[n*e+o]=a[n]===t[o]?s[(n+1)*e+o+1]+1:Math.max(s[(n+1)*e+o],s[n*e+o+1]);let i=[];for(let n=0,o=0;n<a.
length&&o<t.length;)a[n]===t[o]?(i.push(n++),o++):s[(n+1)*e+o]>=s[n*e+o+1]?n++:o++;return i}function K(a){let t=a.map(s=>we(s||"")),e=t.map(s=>s.filter(i=>i.word).
map(i=>i.text.toLowerCase()));return t.map((s,i)=>{let o=(i?[e[0]]:e.slice(1)).map(r=>ke(e[i],r));return ye(s,e[i].map((r,l)=>o.length>0&&o.every(h=>!h[l])))})}
function ye(a,t){let e=0,s=a.map(r=>r.word?t[e++]:null),i=[];for(let r=a.length-1,l=!1;r>=0;r--)i[r]=l,l=s[r]??l;let n=[],o=!1;return a.forEach(({text:r},l)=>{let h=s[l]??
(o&&i[l]);o=s[l]??o,n.length&&n[n.length-1].marked===h?n[n.length-1].text+=r:n.push({text:r,marked:h})}),n}var ve=.04,xe=1.5,_t=4e3,Se=3,Dt=["canplay","seeked","loadeddata","error"],C=()=>performance.now()/1e3;function Me(a,t){let e=null,s=!1,i=[];function n(){if(e!==
null&&t.readyState>=1&&Math.abs(t.currentTime-e)>5e-4){s=!0,t.currentTime=e,e=null;return}if(s=!1,!(t.readyState<1&&e!==null)){e=null;for(let o of i.splice(0))o()}}
for(let o of["seeked","loadedmetadata","error"])t.addEventListener(o,n,{signal:a.signal});return o=>new Promise(r=>{i=[...i,r],e=o,s||n()})}function Ee(a,t){return new Promise(
e=>{let s=a.later(e,_t);t.then(()=>{s(),e()})})}function Te(a,t){let{video:e}=t,s=()=>!e.seeking&&(e.error||e.readyState>=Se||e.readyState===2&&e.currentTime>t.
duration-.3);return s()?Promise.resolve():new Promise(i=>{let n=()=>{for(let l of Dt)e.removeEventListener(l,o);r(),i()},o=()=>s()&&n();for(let l of Dt)e.addEventListener(
l,o,{signal:a.signal});let r=a.later(n,_t)})}function Gt(a,t,e){let s=Lt(C),i=new Map,n=!1,o=!1,r=0,l=1,h=!0,c="",f=0,g=0,v=0,S=()=>[...i.values()].filter(d=>d.
video.readyState>=1&&!d.video.error),w=()=>Nt([...i.values()]),L=()=>Ot([...i.values()]);function it(d,u){let{phase:k,local:y}=I(d,u);return k==="after"?Math.max(
0,d.duration-.4/(d.fps||24)):y}function N(){s.stop();for(let d of i.values())d.video.pause()}function mt(d){d.video.playbackRate=l,d.video.play().catch(u=>{u.name!==
"NotAllowedError"||d.video.muted||(wt(""),d.video.play().catch(()=>{}))})}async function se(){let d=s.time();v=C(),await Promise.all(S().map(u=>Ee(a,u.seek(it(u,
d))))),await Promise.all(S().filter(u=>I(u,d).phase==="during").map(u=>Te(a,u)))}async function x(){let d=++r;if(n=o=!0,!w())return e();if(N(),gt(),e(),await se(),
!(d!==r||a.signal.aborted||t.hidden)){for(let u of S())I(u,s.time()).phase==="during"&&mt(u);s.start(),v=C(),o=!1,e()}}function F(d){r++,n=o=!1,N(),U(G(d,L(),w()))}
function U(d){s.set(d);for(let u of i.values())u.seek(it(u,d));e()}function gt(){f||(f=requestAnimationFrame(ie))}function ie(){f=0,n&&(o||ne(),e(),n&&gt())}function ne(){
let d=s.time();if(d>=w())return h?(s.set(0),void x()):F(w());C()-g<ve||(g=C(),ae(d))}function ae(d){let u=[];for(let m of S()){let{phase:nt,local:P}=I(m,d);nt!==
"during"?m.video.pause():m.video.paused&&!m.video.ended?mt(m):m.video.seeking||u.push({clip:m,drift:m.video.currentTime-P})}let k=u.find(({clip:m})=>m.key===c),
y=Pt(u.map(({drift:m})=>m),k?k.drift:null);s.shift(y);for(let{clip:m,drift:nt}of u){let P=$t(nt-y,{rate:l,heard:m.key===c});if(P.seek&&C()-v>xe)return void x();
Math.abs(m.video.playbackRate-P.rate)>.002&&(m.video.playbackRate=P.rate)}}function wt(d){c=d;for(let u of i.values())u.video.muted=u.key!==d;e()}t.addEventListener(
"visibilitychange",()=>{if(n){if(!t.hidden)return void x();r++,o=!0,N()}},{signal:a.signal}),a.onEnd(()=>{n=!1,cancelAnimationFrame(f),N()});let $={add(d,u,k){let y={
key:d,video:u,seek:Me(a,u),...k};i.set(d,y),u.muted=d!==c;let m=()=>{Number.isFinite(u.duration)&&u.duration>0&&(y.duration=u.duration),n?x():y.seek(it(y,s.time())),
e()};return u.readyState>=1?m():u.addEventListener("loadedmetadata",m,{signal:a.signal,once:!0}),()=>{i.delete(d),u.pause(),c===d&&(c="")}},state:()=>({playing:n,
holding:o,time:Math.min(s.time(),w()),length:w(),fps:L(),speed:l,loop:h,heard:c}),play(){return s.time()>=w()-1/L()&&s.set(0),x()},pause:()=>F(s.time()),toggle:()=>n?
$.pause():$.play(),scrub(d){r++,o=n,N(),U(G(Math.max(0,d),L(),w()))},letGo:()=>n&&x(),jump(d){$.scrub(s.time()+d),$.letGo()},step(d){n&&F(s.time()),U(Rt(s.time(),
L(),w(),d))},setSpeed(d){l=d,s.setRate(d);for(let u of i.values())u.video.playbackRate=d;e()},setLoop(d){h=d,e()},hear:wt,setOffset(d,u){let k=i.get(d);!k||k.offset===
u||(k.offset=u,n?x():U(Math.min(s.time(),w())))},reset(){F(0),s.set(0)}};return $}async function qt(a,t,{onProgress:e=()=>{},signal:s}={}){let i=[],n=0;for(;;){let o=await a.request("download",{key:t,offset:n});if(s?.aborted)throw new Error("");
if(o.kind!=="chunk")throw new Error(o.message||"The clip cannot be read.");let r=o.parts[0];if(i.push(r),n+=r.byteLength,e(n,o.total),n>=o.total||!r.byteLength)
break}return new Blob(i,{type:"video/mp4"})}var Ae=8,Ce=150;function Le(a,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let s of a.querySelectorAll("video, video source")){let i=new URL(s.src||"\
about:blank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return s.src}return""}async function Ne(a,t,e){for(let s=0;e&&
s<Ae&&!a.signal.aborted;s++){for(let i of document.getElementsByClassName(t)){let n=Le(i,e);if(n)return n}await new Promise(i=>a.later(i,Ce))}return""}function Kt(a,t,e){
return new Promise(s=>{let i=new AbortController,n=o=>()=>{i.abort(),s(o)};a.addEventListener("loadedmetadata",n(!0),{signal:i.signal}),a.addEventListener("erro\
r",n(!1),{signal:i.signal}),e?.addEventListener("abort",n(!1),{signal:i.signal}),a.src=t})}function ct(a){a.pause(),a.removeAttribute("src"),a.load()}async function $e(a,t,{
key:e,clip:s,signal:i,onProgress:n}){let{scope:o,channel:r}=a,l={href:"",free(){}},h=a.serve?a.serve(s.url):await Ne(o,a.fallbackClass,s.url);if(h&&await Kt(t,h,
i))return{...l,href:h};if(i.aborted||o.signal.aborted)return l;let c=o.hold(await qt(r,e,{signal:i,onProgress:n}));return i.addEventListener("abort",c.free,{once:!0}),
await Kt(t,c.href,i)?c:(c.free(),l)}async function dt(a,t,e,{key:s,clip:i,signal:n}){let o={href:"",free(){}};try{let l=await $e(a,t,{key:s,clip:i,signal:n,onProgress:(h,c)=>p(
e,`Downloading the clip · ${Et(h,c)}`)});return n.aborted||a.scope.signal.aborted?o:(p(e,l.href?"":`This browser cannot play the clip. It is safe on disk: ${i.
path}`),l)}catch(r){let{message:l}=r;return p(e,l&&`${l} Path: ${i.path}`),o}}function jt(a,{key:t,clip:e,label:s,ready:i}){let{h:n,scope:o}=a,r=n("video.kw-vid\
eo",{controls:!0,loop:!0,playsinline:!0,muted:!0,preload:"metadata","aria-label":s});r.setAttribute("muted","");let l=n("p.kw-message.kw-center",{role:"status"}),
h=n("div.kw-player",null,r,l);e.width&&e.height&&(h.style.setProperty("--kw-ratio",`${e.width} / ${e.height}`),h.style.setProperty("--kw-wide",`${Math.min(640,Math.
round(420*e.width/e.height))}px`));let c=new AbortController,f=dt(a,r,l,{key:t,clip:e,signal:c.signal});return f.then(({href:g})=>{!g||c.signal.aborted||o.signal.
aborted||(i(g),yt()||r.play().catch(()=>{}))}),{el:h,video:r,end(){c.abort(),ct(r),f.then(({free:g})=>g())}}}function Vt(a,{label:t="",rate:e,win:s,key:i=""}){let n=t&&`: ${t}`,o=[1,2,3,4,5].map(l=>a("button.kw-star",{"aria-label":`${l} of 5 stars${n}`,onclick:()=>e(l)},
b("star"))),r=a("button.kw-button.kw-quiet.kw-winner",{"aria-label":t?`Winner${n}`:null,title:i&&`Key ${i}`,onclick:s},"Winner");return{stars:a("span.kw-stars",
{role:"group","aria-label":`Rating${n}`},o),winner:r,paint(l,h){r.setAttribute("aria-pressed",String(h)),o.forEach((c,f)=>{c.classList.toggle("kw-on",f<l),c.setAttribute(
"aria-pressed",String(f+1===l))})}}}var Yt=3600,j=class{constructor(t,e,s,i,n){let o=M();this.ctx={...t,scope:o,h:O(o.signal)},this.forget=t.scope.onEnd(()=>o.end()),this.playback=e,this.act=n,this.
number=i,this.key=s.key,this.entry=s,this.release=null,this.stop=new AbortController,this.bar=E(this.ctx.h,s.label),this.bar.el.hidden=!0,this.rating=Vt(this.ctx.
h,{label:s.label,key:String(i),rate:r=>n.rate(s.label,r),win:()=>n.win(s.label)}),this.buildFrame(),this.buildCaption(),this.el=this.ctx.h("article.kw-stack.kw-\
c-card",{"aria-label":s.label},this.frame,this.caption),this.update(s)}buildFrame(){let{h:t}=this.ctx;this.video=t("video.kw-c-video",{playsinline:!0,muted:!0,preload:"\
auto",tabindex:-1,"aria-label":this.entry.label}),this.video.setAttribute("muted",""),this.startImage=t("img.kw-c-still",{alt:"",hidden:!0}),this.message=t("p.k\
w-c-message",{role:"status"}),this.tag=t("span.kw-c-tag",null,this.entry.label),this.frame=t("div.kw-c-frame",null,this.video,this.startImage,t("div.kw-stack.kw\
-c-over",null,this.message,this.bar.el),this.tag)}buildCaption(){let{h:t}=this.ctx,{label:e}=this.entry;this.sound=t("button.kw-tool",{"aria-pressed":"false",onclick:()=>this.
act.hear(this.key)},b("quiet")),this.badge=t("span.kw-badge"),this.price=t("span.kw-dim.kw-c-price"),this.prompt=t("p.kw-c-prompt",{tabindex:-1}),this.settings=
t("p.kw-c-settings.kw-dim"),this.offset=t("input.kw-input.kw-c-offset",{type:"number",step:.01,"aria-label":`Offset in seconds: ${e}`,title:"Shows this clip thi\
s many seconds ahead of the others",onchange:()=>this.takeOffset()}),this.note=t("input.kw-input.kw-c-note",{type:"text",placeholder:"Note","aria-label":`Note: ${e}`,
maxlength:2e3,onchange:()=>this.takeNote()}),this.caption=t("div.kw-stack.kw-c-caption",null,t("div.kw-line.kw-c-line",null,t("span.kw-c-number",{"aria-hidden":"\
true"},String(this.number)),t("strong.kw-c-label",{title:e},e),this.badge,this.price,this.sound),this.prompt,this.settings,t("div.kw-line.kw-c-line.kw-c-judge",
null,t("span.kw-line.kw-c-line",null,this.rating.stars,this.rating.winner),t("label.kw-c-shift.kw-dim",null,"Offset",this.offset,"s")),this.note)}takeNote(){let t=this.
note.value.trim();t!==(this.noted||"")&&this.act.note(this.entry.label,t)}takeOffset(){let t=Number(this.offset.value);Number.isFinite(t)&&this.act.shift(this.entry.
label,Math.round(Math.min(Yt,Math.max(-Yt,t))*1e3)/1e3)}update(t){let e=!this.seen;this.entry=t,this.seen=!0,this.badge.hidden=!t.badge,p(this.badge,t.badge),p(
this.price,t.price),this.price.hidden=!t.price;let{h:s}=this.ctx;this.settings.replaceChildren(...t.settings.map(([i,n])=>s("span",null,`${i} `,s("b",null,n)))),
this.settings.hidden=!t.settings.length,this.video.hidden=!t.clip,this.sound.hidden=!t.clip,t.clip?this.loading||this.load():this.paintProgress(e)}async paintProgress(t){
let{entry:e}=this;if(p(this.message,e.message),this.bar.el.hidden=e.over,this.bar.paint(e.fraction),!t)return;let s=await this.ctx.channel.request("thumbnail",{
key:this.key});this.ctx.signal.aborted||this.ctx.scope.signal.aborted||this.entry.clip||!s.parts?.length||(this.imageUrl=this.ctx.scope.hold(new Blob([s.parts[0]],
{type:"image/jpeg"})),this.startImage.src=this.imageUrl.href,this.startImage.hidden=!1)}async load(){this.loading=!0;let{clip:t}=this.entry;this.bar.el.hidden=!0,
p(this.message,"");let{href:e}=await dt(this.ctx,this.video,this.message,{key:this.key,clip:t,signal:this.stop.signal});e&&!this.stop.signal.aborted&&this.show()}show(){
this.startImage.hidden=!0,this.imageUrl?.free();let{clip:t}=this.entry;this.release=this.playback.add(this.key,this.video,{duration:t.duration,fps:t.fps,offset:this.
shifted||0}),this.act.arrived()}paint({winner:t,rating:e,note:s,offset:i,heard:n}){let o=t===this.entry.label;this.el.classList.toggle("kw-c-won",o),this.caption.
classList.toggle("kw-c-won",o),this.rating.paint(e,o),this.noted=s,this.note.value!==s&&this.ctx.active()!==this.note&&(this.note.value=s),this.ctx.active()!==this.
offset&&(this.offset.value=String(Math.round(i*1e3)/1e3)),this.shifted=i,this.playback.setOffset(this.key,i);let r=n===this.key;(this.sound.getAttribute("aria-p\
ressed")!==String(r)||!this.sound.title)&&(this.sound.setAttribute("aria-pressed",String(r)),this.sound.title=r?"Mute this clip":"Hear this clip",this.sound.setAttribute(
"aria-label",`${this.sound.title}: ${this.entry.label}`),this.sound.replaceChildren(b(r?"sound":"quiet")))}paintPrompt(t){let{h:e}=this.ctx;this.prompt.hidden=!t.
length,this.prompt.replaceChildren(...t.map(({text:s,marked:i})=>i?e("mark.kw-c-mark",null,s):s))}end(){this.stop.abort(),this.release?.(),ct(this.video),this.forget(),
this.el.remove(),this.caption.remove()}};var Pe=560,Oe=.002,V=class{constructor(t,e){this.ctx=t,this.changed=e,this.view={scale:1,x:0,y:0},this.split=.5,this.pointers=new Map;let{h:s}=t;this.left=s("sp\
an.kw-c-corner"),this.right=s("span.kw-c-corner.kw-c-corner-right"),this.divider=s("div.kw-c-divider",{role:"slider",tabindex:0,"aria-label":"Divider","aria-ori\
entation":"horizontal","aria-valuemin":0,"aria-valuemax":100,"data-lm-suppress-shortcuts":"true",onkeydown:i=>this.moveByKey(i)},s("span.kw-c-grip")),this.overlay=
s("div.kw-c-overlay",null,this.left,this.right,this.divider),this.frames=s("div.kw-c-frames"),this.captions=s("div.kw-c-captions"),this.box=s("div.kw-c-box",null,
this.frames,this.overlay),this.el=s("div.kw-c-stage",null,this.box,this.captions),this.listen()}put(t){this.frames.replaceChildren(...t.map(e=>e.el)),this.captions.
replaceChildren()}paint({arrangement:t,cards:e,gain:s,width:i,height:n}){let o=H(t);this.stacked=o;let[r,l]=e,h=r?.entry.clip||r?.entry.still,c=h?.width&&h?.height?
h.width/h.height:16/9,f=It({arrangement:t,count:Math.max(1,e.length),ratio:c,width:i,height:n||Pe});this.el.dataset.arrangement=t,this.el.style.setProperty("--k\
w-c-columns",String(o?Math.min(2,e.length):f.columns)),this.el.style.setProperty("--kw-c-wide",`${f.width}px`),this.el.style.setProperty("--kw-c-high",`${f.height}\
px`),this.frames.style.filter=t==="difference"&&s>1?`brightness(${s})`:"";let g=o||!Bt(f.width);e.forEach((v,S)=>this.paintCard(v,S,{stacked:o,apart:g})),this.overlay.
hidden=!o||e.length<2,this.divider.hidden=t!=="wipe",p(this.left,t==="wipe"?r?.entry.label||"":`${r?.entry.label} − ${l?.entry.label}`),p(this.right,t==="wipe"&&
l?.entry.label||""),this.right.hidden=t!=="wipe",this.second=l,this.paintSplit(),this.paintView(e)}paintCard(t,e,{stacked:s,apart:i}){t.el.style.order=String(e),
t.caption.style.order=String(e);let n=i?this.captions:t.el;t.caption.hidden=s&&e>1,t.caption.parentNode!==n&&n.append(t.caption),t.frame.style.zIndex=s?String(e):
"",t.frame.classList.toggle("kw-c-unseen",s&&e>1),t.frame.classList.toggle("kw-c-second",s&&e===1),t.frame.style.clipPath=""}paintSplit(){let t=Math.round(this.
split*1e3)/10;this.divider.style.insetInlineStart=`${t}%`,this.divider.setAttribute("aria-valuenow",String(Math.round(t))),this.second&&!this.divider.hidden&&(this.
second.frame.style.clipPath=`inset(0 0 0 ${t}%)`)}paintView(t){let e=Ft(this.view);for(let s of t)s.video.style.transform=e;this.box.classList.toggle("kw-c-zoom\
ed",this.view.scale>1)}zoom(t,e=0,s=0){this.view=t?rt(this.view,t,e,s):{scale:1,x:0,y:0},this.changed()}moveByKey(t){let e=Wt(this.split,t.key,t.shiftKey);e===null||
t.ctrlKey||t.metaKey||t.altKey||(t.preventDefault(),t.stopPropagation(),this.split=e,this.paintSplit())}listen(){let t=(e,s,i)=>this.box.addEventListener(e,s,{signal:this.
ctx.signal,...i});t("wheel",e=>{if(!(e.ctrlKey||e.metaKey)||!this.frameOf(e))return;e.preventDefault();let{x:s,y:i}=this.at(e,this.frameOf(e));this.zoom(Math.exp(
-e.deltaY*Oe*(e.deltaMode===1?16:1)),s,i)},{passive:!1}),t("pointerdown",e=>this.down(e)),t("pointermove",e=>this.move(e));for(let e of["pointerup","pointercanc\
el"])t(e,s=>this.up(s))}frameOf(t){return t.target.closest(".kw-c-frame")||(this.stacked?this.frames.querySelector(".kw-c-frame"):null)}at(t,e){let s=e.getBoundingClientRect();
return{x:(t.clientX-s.left)/s.width-.5,y:(t.clientY-s.top)/s.height-.5}}down(t){let e=this.frameOf(t);if(!e||t.button>0)return;let s=!!t.target.closest(".kw-c-d\
ivider");this.pointers.set(t.pointerId,{frame:e,...this.at(t,e)}),this.dragging=s||this.el.dataset.arrangement==="wipe"&&this.view.scale===1,this.box.setPointerCapture(
t.pointerId),this.dragging&&this.pointers.size===1&&this.moveSplit(t,e)}move(t){let e=this.pointers.get(t.pointerId);if(!e)return;let s=this.at(t,e.frame);this.
pointers.size===2?this.pinch(t.pointerId,e,s):this.dragging?this.moveSplit(t,e.frame):this.view.scale>1&&(this.view=lt(this.view,s.x-e.x,s.y-e.y),this.changed()),
this.pointers.set(t.pointerId,{...e,...s})}up(t){this.pointers.delete(t.pointerId)}moveSplit(t,e){let s=e.getBoundingClientRect();this.split=Ut(t.clientX-s.left,
s.width),this.paintSplit(),t.type==="pointerdown"&&this.divider.focus({preventScroll:!0})}pinch(t,e,s){let[i]=[...this.pointers].flatMap(([o,r])=>o===t?[]:[r]),
n=o=>({x:(o.x+i.x)/2,y:(o.y+i.y)/2,distance:Math.hypot(o.x-i.x,o.y-i.y)});this.view=Ht(this.view,n(e),n(s)),this.changed()}};var Re=[1,2,4,8,16,32];function Y(a){let t=Math.max(0,Math.floor(a*100+1e-6));return`${R(Math.floor(t/100))}.${String(t%100).padStart(2,"0")}`}var Z=class{constructor(t,e,s){
this.ctx=t,this.playback=e,this.act=s;let{h:i}=t;this.play=this.tool("play","Play","Space",()=>e.toggle()),this.line=i("input.kw-c-timeline",{type:"range",min:0,
max:1,step:.001,value:"0","aria-label":"Time",oninput:()=>e.scrub(Number(this.line.value)),onchange:()=>e.letGo()}),this.time=i("span.kw-c-time",null),this.frame=
i("span.kw-c-count.kw-dim",{title:"Frame of the clip with the highest frame rate"}),this.speed=i("select.kw-input.kw-c-speed",{"aria-label":"Speed",title:"Speed\
 (J slower, L faster)",onchange:()=>e.setSpeed(Number(this.speed.value))},A.map(o=>i("option",{value:String(o)},`${o}×`))),this.loop=this.tool("loop","Loop","R",
()=>s.loop()),this.gain=i("select.kw-input.kw-c-gain",{"aria-label":"Gain",title:"Makes small differences visible",onchange:()=>s.setGain(Number(this.gain.value))},
Re.map(o=>i("option",{value:String(o)},`gain ${o}×`))),this.ways=z.map(([o,r])=>i("button.kw-c-way",{"aria-pressed":"false",onclick:()=>s.arrange(o)},r)),this.
left=this.choice("Left",0),this.right=this.choice("Right",1),this.pair=i("span.kw-c-group.kw-c-pair",null,this.left,this.tool("swap","Swap","S",()=>s.swap()),this.
right),this.fit=i("button.kw-button.kw-quiet.kw-c-fit",{title:"Show whole picture (0)",onclick:()=>s.fit()}),this.zoom=i("span.kw-c-group",null,this.tool("minus",
"Zoom out","−",()=>s.zoomOut()),this.fit,this.tool("plus","Zoom in","+",()=>s.zoomIn())),this.full=this.tool("full","Full screen","F",()=>s.full()),this.help=
i("button.kw-tool.kw-c-ask",{title:"Keys (?)","aria-label":"Keys",onclick:()=>s.help()},"?");let n=(o,r,l)=>i("button.kw-button.kw-quiet",{"aria-label":o,onclick:()=>s.
turn(l)},r);this.before=n("Previous clips","‹",-1),this.after=n("Next clips","›",1),this.where=i("span.kw-c-time"),this.pages=i("span.kw-c-group.kw-c-pages",
null,this.before,this.where,this.after),this.el=this.layout()}layout(){let{h:t}=this.ctx;return t("div.kw-line.kw-c-transport",{role:"group","aria-label":"Playb\
ack"},t("div.kw-c-group.kw-c-run",null,this.play,this.tool("previous","Frame back",",",()=>this.playback.step(-1)),this.tool("next","Frame forward",".",()=>this.
playback.step(1)),this.line,this.time,this.frame),t("div.kw-c-group.kw-c-rest",null,t("span.kw-c-group",null,this.speed,this.loop),t("span.kw-c-ways",{role:"gro\
up","aria-label":"Arrangement"},this.ways),this.pair,this.gain,this.zoom,this.pages,t("span.kw-c-group",null,this.full,this.help)))}tool(t,e,s,i){return this.ctx.
h("button.kw-tool",{title:`${e} (${s})`,"aria-label":e,onclick:i},b(t))}choice(t,e){return this.ctx.h("select.kw-input.kw-c-side",{"aria-label":t,onchange:s=>this.
act.choose(e,s.target.value)})}paintTime({playing:t,time:e,length:s,fps:i,speed:n,loop:o}){let r=B(e,i)/i,l=t?"Pause":"Play";this.play.getAttribute("aria-label")!==
l&&(this.play.setAttribute("aria-label",l),this.play.title=`${l} (Space)`,this.play.replaceChildren(b(t?"pause":"play"))),this.line.max=String(s||1),this.line.value=
String(r),this.line.disabled=!s,this.line.style.setProperty("--kw-done",`${s?r/s*100:0}%`),this.line.setAttribute("aria-valuetext",`${Y(r)} of ${Y(s)}`),p(this.
time,`${Y(r)} / ${Y(s)}`),p(this.frame,s?`frame ${B(r,i)}`:""),this.speed.value!==String(n)&&(this.speed.value=String(n)),this.loop.setAttribute("aria-pressed",
String(o))}paint({arrangement:t,cards:e,gain:s,view:i,page:n,pages:o,most:r}){let l=H(t);this.ways.forEach((h,c)=>{h.setAttribute("aria-pressed",String(z[c][0]===
t)),h.hidden=e.length<2&&c>0}),this.pair.hidden=!l||e.length<2,this.gain.hidden=t!=="difference",this.gain.value=String(s),this.fillSide(this.left,e,0),this.fillSide(
this.right,e,1),p(this.fit,`${Math.round(i.scale*100)} %`),this.full.hidden=!this.ctx.page.fullscreenEnabled,this.paintPages(n,o,r)}fillSide(t,e,s){let{h:i}=this.
ctx,n=[...e].sort((o,r)=>o.number-r.number);(n.length!==t.options.length||n.some((o,r)=>o.key!==t.options[r].value))&&t.replaceChildren(...n.map(o=>i("option",{
value:o.key},o.entry.label))),e[s]&&(t.value=e[s].key),t.hidden=e.length<3}paintPages(t,e,s){let[i,n]=e[t];this.pages.hidden=e.length<2,this.before.disabled=!e[t-
1],this.after.disabled=!e[t+1],p(this.where,`${i+1}–${n} of ${s}`)}};var Zt=[{keys:[" ","k"],shown:"Space, K",message:"Play or pause",act:"toggle"},{keys:["home"],shown:"Home",message:"To the start",act:"first"},{keys:["arrowleft"],
shown:"←",message:"1 second back",act:"back"},{keys:["arrowright"],shown:"→",message:"1 second forward",act:"on"},{keys:[",","<"],shown:",",message:"1 frame\
 back",act:"frameBack"},{keys:[".",">"],shown:".",message:"1 frame forward",act:"frameOn"},{keys:["j"],shown:"J",message:"Slower",act:"slower"},{keys:["l"],shown:"\
L",message:"Faster",act:"faster"},{keys:["r"],shown:"R",message:"Loop on or off",act:"loop"},{keys:["m"],shown:"M",message:"Sound of the next clip, or none",act:"\
nextSound"},{keys:["1","2","3","4"],shown:"1 – 4",message:"Choose the winner",act:"pick"},{keys:["s"],shown:"S",message:"Swap the first two",act:"swap"},{keys:[
"w"],shown:"W",message:"Next arrangement",act:"nextArrangement"},{keys:["f"],shown:"F",message:"Full screen",act:"full"},{keys:["+","="],shown:"+",message:"Zoom\
 in",act:"zoomIn"},{keys:["-"],shown:"−",message:"Zoom out",act:"zoomOut"},{keys:["0"],shown:"0",message:"Show whole picture",act:"fit"},{keys:["?"],shown:"?",
message:"Show these keys",act:"help"}];function Ie({key:a,ctrlKey:t,metaKey:e,altKey:s,isComposing:i},n){if(t||e||s||i||!a)return null;let o=Zt.find(({keys:r})=>r.
includes(a.toLowerCase()));return!o||!n?o||null:n.tag==="INPUT"&&n.type!=="range"||n.tag==="SELECT"||n.tag==="TEXTAREA"||n.tag==="BUTTON"&&a===" "||n.type==="ra\
nge"&&/^(Arrow|Home)/.test(a)?null:o}function Jt(a,t,e){t.addEventListener("keydown",s=>{let{tagName:i,type:n}=s.target;if(s.key==="Escape"&&e.closeHelp())return s.
stopPropagation();let o=Ie(s,{tag:i,type:n});o&&(s.preventDefault(),s.stopPropagation(),e[o.act](s.key))},{signal:a.signal})}function Xt(a,t){let{h:e}=a,s=e("bu\
tton.kw-tool",{"aria-label":"Close",onclick:()=>o.close()},b("close")),i=Zt.map(({shown:r,message:l})=>[e("dt",null,e("kbd",null,r)),e("dd",null,l)]),n=e("div.k\
w-c-help",{role:"dialog","aria-label":"Keys",hidden:!0},e("div.kw-line.kw-c-line",null,e("strong",null,"Keys"),s),e("dl",null,i),e("p.kw-dim",null,"Keys work wh\
ile the comparison has the focus: click it once. To zoom, use Ctrl or ⌘ with the wheel, or two fingers; then drag to pan. On the divider, ← and → move it, with \
Shift faster.")),o={el:n,toggle(){if(!n.hidden)return o.close();n.hidden=!1,s.focus()},close(){return n.hidden?!1:(n.hidden=!0,t(),!0)}};return o}var Be=["winner","ratings","notes","offsets","arrangement"],J=class{constructor(t,e=D(t)){let{model:s,scope:i,page:n}=t;this.ctx=t,this.model=s,this.traits=_(s,
i),this.heartbeat=e,this.page=0,this.entries=[],this.pages=ht(0),this.gain=4,this.cards=[],this.playback=Gt(i,n,()=>this.paintTime()),this.viewport=new V(t,()=>this.
paint()),this.acts=this.makeActs(),this.transport=new Z(t,this.playback,this.acts),this.help=Xt(t,()=>this.el.focus()),this.empty=t.h("p.kw-dim",{hidden:!0},"No\
 clips to compare yet."),this.live=t.h("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=t.h("section.kw.kw-compare",{"aria-label":"Compare clips",tabindex:0,
"data-lm-suppress-shortcuts":"true"},this.empty,this.viewport.el,this.transport.el,this.help.el,this.live),Jt(t,this.el,this.acts)}start(){let{ctx:t,model:e}=this;
T(e,t.scope,["entries"],()=>this.takeEntries(e.get("entries"))),T(e,t.scope,Be,()=>this.paint()),t.channel.on("entries",({entries:i})=>this.takeEntries(i));let s=new ResizeObserver(
()=>this.paint());s.observe(this.el),t.scope.onEnd(()=>s.disconnect()),t.page.addEventListener("fullscreenchange",()=>this.paint(),{signal:t.signal}),this.takeEntries(
e.get("entries"))}end(){this.dropCards(),this.traits.flush()}takeEntries(t){this.entries=t,this.pages=ht(t.length),this.page=Math.min(this.page,this.pages.length-
1);let[e,s]=this.pages[this.page],i=t.slice(e,s);if(i.length===this.cards.length&&i.every(r=>this.cards.some(l=>l.key===r.key)))for(let r of i)this.cards.find(l=>l.
key===r.key).update(r);else this.deal(i);let o=K(i.map(r=>r.prompt));i.forEach((r,l)=>this.cards.find(h=>h.key===r.key).paintPrompt(r.prompt?o[l]:[])),this.heartbeat.
received(t.some(r=>!r.clip&&!r.over)),this.paint()}deal(t){this.playback.reset(),this.dropCards(),this.cards=t.map((e,s)=>new j(this.ctx,this.playback,e,s+1,this.
acts)),this.viewport.put(this.cards)}dropCards(){for(let t of this.cards)t.takeNote(),t.end()}makeActs(){let{playback:t}=this,e=(i,n,o,r)=>{let{[n]:l,...h}=this.
model.get(i);this.choose(i,o===r?h:{...h,[n]:o})},s=i=>this.choose("arrangement",i);return{toggle:()=>t.toggle(),back:()=>t.jump(-1),on:()=>t.jump(1),frameBack:()=>t.
step(-1),frameOn:()=>t.step(1),first:()=>t.jump(-1/0),slower:()=>t.setSpeed(at(t.state().speed,-1)),faster:()=>t.setSpeed(at(t.state().speed,1)),loop:()=>t.setLoop(
!t.state().loop),hear:i=>t.hear(t.state().heard===i?"":i),nextSound:()=>{let i=[...this.cards.filter(n=>n.entry.clip).map(n=>n.key),""];t.hear(i[(i.indexOf(t.state().
heard)+1)%i.length])},win:i=>{this.choose("winner",this.model.get("winner")===i?"":i),p(this.live,this.model.get("winner")?`Winner: ${i}`:"No winner")},pick:i=>{
let n=this.cards.find(({number:o})=>String(o)===i);n&&this.acts.win(n.entry.label)},rate:(i,n)=>e("ratings",i,this.model.get("ratings")[i]===n?0:n,0),note:(i,n)=>e(
"notes",i,n,""),shift:(i,n)=>e("offsets",i,n,0),swap:()=>this.swap(0,this.cards[1]),choose:(i,n)=>this.swap(i,this.cards.find(o=>o.key===n)),arrange:s,nextArrangement:()=>{
let i=z.map(([n])=>n);s(i[(i.indexOf(this.model.get("arrangement"))+1)%i.length])},setGain:i=>(this.gain=i,this.paint()),zoomIn:()=>this.viewport.zoom(1.5),zoomOut:()=>this.
viewport.zoom(1/1.5),fit:()=>this.viewport.zoom(0),full:()=>this.fillScreen(),turn:i=>{this.page+=i,this.takeEntries(this.entries),this.el.focus({preventScroll:!0})},
help:()=>this.help.toggle(),closeHelp:()=>this.help.close(),arrived:()=>this.paint()}}choose(t,e){this.traits.set(t,e),this.paint()}swap(t,e){let s=this.cards.indexOf(
e);if(s<0||t===s)return;let i=[...this.cards];[i[t],i[s]]=[i[s],i[t]],this.cards=i,this.paint()}fillScreen(){let{page:t}=this.ctx;t.fullscreenElement?t.exitFullscreen():
this.el.requestFullscreen?.().catch(()=>{})}paint(){let{model:t,cards:e,viewport:s}=this,i=this.ctx.page.fullscreenElement===this.el,n=e.length>1?t.get("arrange\
ment"):"grid";this.empty.hidden=e.length>0,s.el.hidden=this.transport.el.hidden=!e.length;let o=getComputedStyle(this.el),r=this.el.clientWidth-parseFloat(o.paddingLeft)-
parseFloat(o.paddingRight),l=i?this.el.clientHeight-this.transport.el.offsetHeight-48:0;r>0&&s.paint({arrangement:n,cards:e,gain:this.gain,width:r,height:l}),this.
transport.paint({arrangement:n,cards:e,gain:this.gain,view:s.view,page:this.page,pages:this.pages,most:this.entries.length}),this.paintCards(),this.paintTime()}paintCards(){
let[t,e,s]=["ratings","notes","offsets"].map(n=>this.model.get(n)||{}),{heard:i}=this.playback.state();for(let n of this.cards){let{label:o}=n.entry;n.paint({winner:this.
model.get("winner"),rating:t[o]||0,note:e[o]||"",offset:s[o]||0,heard:i})}}paintTime(){let t=this.playback?.state();!t||!this.transport||(this.transport.paintTime(
t),this.el.dataset.state=t.playing?t.holding?"holding":"playing":"paused",t.heard!==this.heard&&(this.heard=t.heard,this.paintCards()))}};var X="The kernel is busy with a cell. It does this as soon as it is free; no need to press again.",Q=class{constructor(t){let{h:e}=t;this.ctx=t,this.message=e(
"p.kw-message"),this.yes=e("button.kw-button.kw-main-button",{onclick:()=>this.answer()},"Confirm"),this.no=e("button.kw-button",{onclick:()=>this.close()},"Not\
 now"),this.ways=e("div.kw-line",null,this.yes,this.no),this.el=e("div.kw-line.kw-s-ask",{role:"group","aria-label":"Question","aria-live":"polite",hidden:!0,onkeydown:s=>s.
key==="Escape"&&(s.stopPropagation(),this.close())},this.message,this.ways)}async press(t,e,s,i={}){this.close(),e.disabled=!0;let{channel:n,scope:o}=this.ctx,r=await At(
o,n.request(s,i),()=>this.show(t,X),2e3);this.ctx.signal.aborted||(e.disabled=!1,this.message.textContent===X&&this.close(),r.kind==="ask"?(this.show(t,r.message,
()=>this.press(t,e,s,{...i,offer:r.offer,sure:r.message})),this.asked=e,e.disabled=!0,this.no.focus({preventScroll:!0})):r.kind==="problem"&&this.show(t,r.message))}show(t,e,s=null){
this.el.parentNode!==t&&t.append(this.el),this.work=s,p(this.message,e),this.message.classList.toggle("kw-error",!s&&e!==X),this.yes.hidden=!s,p(this.no,s?"Not \
now":"Close"),this.ways.hidden=e===X,this.el.hidden=!1}answer(){let{work:t}=this;this.close(),t?.()}close(){let t=this.el.contains(this.ctx.active()),{asked:e}=this;
this.el.hidden=!0,this.work=this.asked=null,p(this.message,""),e&&(e.disabled=!1,t&&e.focus({preventScroll:!0}))}};var tt=class{constructor(t){this.ctx=t,this.wanted=new WeakMap,this.known=new Map,this.watch=new IntersectionObserver(e=>e.forEach(({isIntersecting:s,target:i})=>s&&
this.load(i))),t.scope.onEnd(()=>this.watch.disconnect())}put(t,e,s){let i=s?`${e.key} ${s}`:e.still;!i||this.wanted.get(t)?.name===i||(this.wanted.set(t,{name:i,
key:e.key}),this.watch.observe(t))}forget(t){this.watch.unobserve(t),this.wanted.delete(t)}async load(t){this.watch.unobserve(t);let{name:e,key:s}=this.wanted.get(
t);this.known.has(e)||this.known.set(e,this.ask(s));let i=await this.known.get(e);i&&this.wanted.get(t)?.name===e&&!this.ctx.signal.aborted&&(t.src=i)}async ask(t){
let{channel:e,scope:s}=this.ctx,{parts:i}=await e.request("thumbnail",{key:t});return!i?.length||s.signal.aborted?"":s.hold(new Blob([i[0]],{type:"image/jpeg"})).
href}};function Qt(a,t,e){let{h:s,signal:i}=a,n=t.map(c=>ze(s,c)),o=()=>n.filter(({box:c})=>c.checked&&!c.disabled).map(({name:c})=>c),r=s("span.kw-dim",{role:"status"}),
l=s("button.kw-button",{onclick:async()=>{l.disabled=!0;let c=await e(o());p(r,c.kind==="problem"?c.message:"In the form now. Nothing was sent."),l.disabled=!1}},
"Put into the form"),h=()=>l.disabled=!o().length;for(let{box:c}of n)c.addEventListener("change",h,{signal:i});return h(),s("div.kw-stack",null,s("div",{role:"g\
roup","aria-label":"Fields for the form"},n.map(({el:c})=>c)),s("div.kw-line",null,l,r))}function ze(a,{name:t,label:e,now:s,then:i,same:n,message:o}){let r=a("\
input",{type:"checkbox",checked:!n&&!o,disabled:n||!!o}),l=n?a("span.kw-dim",null,`${i||"none"} · the same`):a("span.kw-preview-change",null,s&&a("del",null,s),
s&&" ",a("ins",null,i||"none"),o&&a("span.kw-dim",null,` ${o}`));return{name:t,box:r,el:a("label.kw-preview-field",null,r,a("span.kw-dim",null,e),l)}}function pt(a,t,e){let s=a.h("button.kw-link",{onclick:async()=>{p(s,await vt(e(),s.parentNode)?"Copied":"The page cannot copy here"),a.scope.later(()=>p(s,t),2e3)}},
t);return s}function He(a,t,e,s=()=>{}){let i=o=>{e.hidden=!o,n.setAttribute("aria-expanded",String(o)),s(o)},n=a.h("button.kw-link",{onclick:()=>i(e.hidden)},t);
return e.hidden=!0,n.setAttribute("aria-expanded","false"),{toggle:n,el:e,isOpen:()=>!e.hidden,open:i}}function te(a,{key:t,linked:e}){let{h:s,channel:i}=a,n=s(
"pre.kw-pre",{tabindex:0,"aria-label":"The call"}),o=s("div"),r=pt(a,"Copy call",()=>n.textContent),l=He(a,"Use these settings",s("div.kw-settings-use",null,o,n,
r),async h=>{if(o.replaceChildren(),!h||!e())return;let c=t(),f=await i.request("preview",{key:c});c!==t()||!l.isOpen()||o.replaceChildren(f.kind==="preview"?Qt(
a,f.fields,g=>i.request("apply",{key:c,names:g})):s("p.kw-error",null,f.message||""))});return{toggle:l.toggle,el:l.el,close:()=>l.open(!1),setCall(h){p(n,h),l.
toggle.hidden=!h}}}var et=class{constructor(t,{key:e,label:s,linked:i}){let{h:n}=t;this.ctx=t,this.key=e,this.label=s,this.stage=n("div.kw-s-stage",{hidden:!0}),this.settings=n("d\
l.kw-s-settings"),this.path=n("code.kw-path"),this.file=n("p.kw-line",{hidden:!0},this.path,pt(t,"Copy path",()=>this.path.textContent)),this.use=te(t,{key:()=>this.
ended?"":e,linked:i}),this.trouble=n("pre.kw-pre"),this.fold=n("details.kw-more",{hidden:!0},n("summary",null,"Details"),this.trouble),this.el=n("div.kw-s-item",
{role:"region","aria-label":`Item: ${s}`},this.stage,n("div.kw-stack.kw-s-about",null,this.settings,this.file,this.fold,this.use.toggle,this.use.el)),this.load()}async load(){
let t=await this.ctx.channel.request("details",{key:this.key});if(this.ctx.signal.aborted||this.ended||t.kind!=="details")return;let{h:e}=this.ctx,s=t.seconds?[
["Made in",R(t.seconds)]]:[];this.settings.replaceChildren(...[...t.settings,...s].flatMap(([i,n])=>[e("dt",null,i),e("dd",null,n)])),this.file.hidden=!t.path,p(
this.path,t.path),this.use.setCall(t.call),this.fold.hidden=!t.details,p(this.trouble,t.details),t.clip&&this.played!==t.path&&this.play(t.clip)}play(t){this.player?.
end(),this.played=t.path,this.player=jt(this.ctx,{key:this.key,clip:t,label:`Clip: ${this.label}`,ready(){}}),this.stage.replaceChildren(this.player.el),this.stage.
hidden=!1}end(){this.ended=!0,this.player?.end(),this.el.remove()}};var Fe=["done","reused"],st=class{constructor(t,e,s){this.el=t.h("ul.kw-s-items",{"aria-label":"Items"}),this.list=bt(this.el,({key:i})=>new ut(t,e,s,i))}paint({
rows:t,live:e,ticked:s,full:i}){let n=new Set(t.map(r=>r.prompt)).size>1,o=K(t.map(r=>r.prompt));this.list.update(t,(r,l,h)=>r.paint(l,e[l.key]||{},{pieces:o[h],
several:n,ticked:s.includes(l.key),full:i}))}open(t){for(let e of this.list.views.values())e.look(e.key===t&&!e.details)}tick(){for(let t of this.list.views.values())
t.paintMessage()}end(){this.list.end()}},ut=class{constructor(t,e,s,i){let n=M();this.ctx={...t,scope:n,h:O(n.signal),signal:n.signal},this.forget=t.scope.onEnd(
()=>n.end()),this.thumbnails=e,this.act=s,this.key=i,this.receivedAt=0,this.bar=E(this.ctx.h),this.build()}build(){let{h:t}=this.ctx;this.box=t("input",{type:"c\
heckbox",onchange:()=>this.act.tick(this.key,this.box.checked)}),this.number=t("span.kw-s-number.kw-dim"),this.thumbnail=t("img.kw-s-thumbnail",{alt:""}),this.prompt=
t("span.kw-s-prompt"),this.about=t("span.kw-s-what.kw-dim"),this.name=t("button.kw-stack.kw-s-open",{"aria-expanded":"false",onclick:()=>this.act.open(this.key)},
this.prompt,this.about),this.note=t("p.kw-dim"),this.price=t("span.kw-s-price"),this.message=t("p.kw-message"),this.cancel=t("button.kw-button.kw-quiet",{onclick:()=>this.
act.cancel(this)},"Cancel"),this.again=t("button.kw-button.kw-quiet",{onclick:()=>this.act.again(this)}),this.below=t("div.kw-s-below"),this.el=t("li.kw-s-row",
null,t("label.kw-s-tick",null,this.box,this.number),t("button.kw-s-pic",{tabindex:-1,"aria-hidden":"true",onclick:()=>this.act.open(this.key)},this.thumbnail),t(
"div.kw-stack.kw-s-text",null,this.name,this.note),this.price,t("div.kw-line.kw-s-state",null,this.bar.el,this.message,t("div.kw-line.kw-s-ways",null,this.cancel,
this.again)),this.below)}paint(t,e,{pieces:s,several:i,ticked:n,full:o}){let r=!this.live||this.live.state!==e.state||this.live.clip!==e.clip;(!this.live||this.
live.message!==e.message)&&(this.receivedAt=Date.now()),this.row=t,this.live=e,this.el.dataset.state=e.state,p(this.number,t.number),this.paintText(t,s,i),p(this.
price,e.state==="reused"?"":t.price),this.paintState(t,e),this.box.checked=n,this.box.disabled=!e.comparable||o&&!n,this.box.title=this.box.disabled&&e.comparable?
"Four at most: take one out first":"",this.box.setAttribute("aria-label",`Compare: ${t.label}`),t.ratio&&(this.thumbnail.style.aspectRatio=String(t.ratio)),this.
thumbnail.parentNode.hidden=!t.still&&!e.clip,this.thumbnails.put(this.thumbnail,t,e.clip),r&&this.details&&this.details.load()}paintText(t,e,s){let{h:i}=this.ctx,
n=s||!t.about,o=JSON.stringify([e,t.about,n]);o!==this.shape&&(this.shape=o,this.prompt.hidden=!n,this.prompt.replaceChildren(...t.prompt?e.map(({text:r,marked:l})=>l?
i("mark.kw-c-mark",null,r):r):["(no prompt)"]),p(this.about,t.about),this.about.classList.toggle("kw-dim",n),p(this.note,t.note),this.note.hidden=!t.note)}paintState(t,e){
let s=e.state==="running";this.paintMessage(),this.message.classList.toggle("kw-error",["failed","invalid"].includes(e.state)),this.message.classList.toggle("kw\
-dim",!["failed","invalid","running","done"].includes(e.state)),this.bar.el.hidden=!s&&e.state!=="queued",this.bar.el.setAttribute("aria-label",t.label),this.bar.
paint(s?e.fraction:0),this.cancel.hidden=!s&&e.state!=="queued",this.cancel.setAttribute("aria-label",`Cancel: ${t.label}`),this.again.hidden=!e.again,p(this.again,
e.again||""),this.thumbnail.classList.toggle("kw-s-dim",!Fe.includes(e.state))}paintMessage(){let{message:t="",elapsed:e=0,state:s}=this.live,i=e+(Date.now()-this.
receivedAt)/1e3;p(this.message,s==="running"?W(t,e,i):t)}look(t){this.name.setAttribute("aria-expanded",String(t)),t||this.details?.end(),this.details=t?new et(
this.ctx,{key:this.key,label:this.row.label,linked:this.act.linked}):null,this.details&&this.below.append(this.details.el)}end(){this.details?.end(),this.thumbnails.
forget(this.thumbnail),this.forget(),this.el.remove()}};var Ue=2,We=4,ee=["head","rows","live"],ft=class{constructor(t){let{model:e}=t;this.ctx=t,this.model=e,this.traits=_(e,t.scope),this.ticks=null,this.receivedAt=
0,this.heartbeat=D(t,()=>this.tick()),this.confirmation=new Q(t),this.compare=new J(t,{received(){}}),this.list=new st(t,new tt(t),{open:s=>this.list.open(s),tick:(s,i)=>this.
tickItem(s,i),cancel:s=>this.confirmation.press(s.below,s.cancel,"cancel",{key:s.key}),again:s=>this.confirmation.press(s.below,s.again,"retry",{key:s.key,offer:s.
live.again}),linked:()=>e.get("_linked")}),this.bar=E(t.h,"All items"),this.build()}build(){let{h:t}=this.ctx,{confirmation:e}=this,s=(i,n=()=>({}))=>{let o=t("\
button.kw-button",{onclick:()=>e.press(this.below,o,i,n())});return o};this.make=s("run",()=>({offer:this.head.make})),this.make.classList.add("kw-main-button"),
this.again=s("retry_failed",()=>({offer:this.head.again})),this.cancelAll=s("cancel"),p(this.cancelAll,"Cancel all"),this.message=t("p.kw-s-message",{tabindex:-1}),
this.badge=t("span.kw-badge"),this.below=t("div.kw-s-below"),this.notes=t("ul.kw-s-notes.kw-dim"),this.live=t("p.kw-hidden",{role:"status","aria-live":"polite"}),
this.side=t("button.kw-button",{onclick:()=>this.showTicked()}),this.clear=t("button.kw-link",{onclick:()=>this.setTicks(null)},"Clear"),this.hint=t("span.kw-di\
m"),this.choice=t("div.kw-line.kw-s-choice",null,this.hint,this.side,this.clear),this.comparison=t("div.kw-s-compare",null,this.compare.el),this.el=t("section.k\
w.kw-sweep",{"aria-label":"Sweep"},t("div.kw-stack.kw-s-head",null,t("div.kw-line.kw-s-top",null,this.message,this.badge,t("span.kw-line.kw-s-go",null,this.again,
this.cancelAll,this.make)),this.bar.el,this.below),this.list.el,this.notes,this.choice,this.comparison,this.live)}start(){let{ctx:t,model:e}=this;T(e,t.scope,ee,
()=>this.takeTraits()),T(e,t.scope,["entries"],()=>this.paint()),t.channel.on("board",s=>this.take(s)),t.channel.on("entries",({entries:s})=>this.paint(s)),this.
takeTraits(),this.compare.start()}end(){this.list.end(),this.compare.end(),this.traits.flush()}takeTraits(){let[t,e,s]=ee.map(i=>this.model.get(i));this.take({head:t,
rows:e,live:s})}take({head:t,rows:e,live:s}){this.head?.message!==t.message&&(this.receivedAt=Date.now()),this.head=t,this.rows=e,this.states=s,this.heartbeat.received(
t.busy),this.paint()}shown(){return this.entries.map(({key:t})=>t)}tickItem(t,e){let s=this.ticks||this.shown();this.setTicks(e?[...s,t]:s.filter(i=>i!==t))}setTicks(t){
this.ticks=t,this.paint()}showTicked(){let t=this.rows.map(({key:e})=>e).filter(e=>this.ticks.includes(e));this.traits.set("picked",t),this.traits.flush(),this.
ticks=null,this.paint(),this.compare.el.focus({preventScroll:!0}),this.comparison.scrollIntoView({block:"nearest"})}tick(){this.list.tick(),this.paintMessage()}paint(t=this.
model.get("entries")){this.entries=t;let{head:e,rows:s,states:i}=this,n=this.ticks||this.shown();this.paintHead(e),this.list.paint({rows:s,live:i,ticked:n,full:n.
length>=We}),this.paintChoice(n),this.notes.replaceChildren(...e.notes.map(o=>this.ctx.h("li",null,o))),this.notes.hidden=!e.notes.length,this.comparison.hidden=
!this.entries.length}paintHead(t){this.el.dataset.phase=t.phase,this.paintMessage(),p(this.live,t.message.replace(/ · \d+:\d\d(:\d\d)?/,"")),this.badge.hidden=
t.backend!=="sandbox",p(this.badge,t.backend),this.bar.el.hidden=!t.busy,this.bar.paint(t.fraction);let e=this.ctx.active();p(this.make,t.make),this.make.hidden=
!t.make,p(this.again,t.again),this.again.hidden=!t.again,this.cancelAll.hidden=!t.busy,[this.make,this.again,this.cancelAll].some(s=>s===e&&s.hidden)&&this.message.
focus({preventScroll:!0})}paintMessage(){let{message:t,elapsed:e,busy:s}=this.head;p(this.message,s?W(t,e,e+(Date.now()-this.receivedAt)/1e3):t)}paintChoice(t){
let e=this.ticks!==null&&[...t].sort().join()!==this.shown().sort().join();this.choice.hidden=!e;let s=t.length<Ue;p(this.hint,s?"Tick two to four to compare th\
em.":""),this.hint.hidden=!s,p(this.side,`Compare ${t.length}`),this.side.hidden=s}},De=a=>Ct(a,t=>new ft(t)),fi={render:De};export{fi as default};
