/* made by "npm run build" from sources 127d9a3aae9f7704 */
function st(r,t){let e=new Map,s=new Map,i=0;function n(a,l){if(!a||a.view&&a.view!==t.token)return;let c=(l||[]).map(Gt),u=a.id&&a.view?e.get(a.id):null;if(u)u(
a,c);else for(let d of s.get(a.kind)||[])d(a,c)}let o={newId:()=>`${t.token}-${++i}`,send(a,l={},c=void 0){r.send({kind:a,view:t.token,...l},void 0,c)},on(a,l){
s.set(a,[...s.get(a)||[],l])},follow(a,l){return e.set(a,l),()=>e.delete(a)},request(a,l={},c=void 0){let u=o.newId();return new Promise(d=>{o.follow(u,(y,v)=>{
e.delete(u),d({...y,parts:v})}),o.send(a,{...l,id:u},c)})}};return r.on("msg:custom",n),t.onEnd(()=>{r.off("msg:custom",n),e.clear(),s.clear()}),o}function Gt(r){return r instanceof ArrayBuffer?new Uint8Array(r):new Uint8Array(r.buffer,r.byteOffset,r.byteLength)}var it="http://www.w3.org/2000/svg",_t={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},Kt=["button","select","summary",
"a","video","pre"],Dt=["radio","range","checkbox","file"];function j(r){return function(e,s,...i){let[n,...o]=e.split("."),a=document.createElement(n);o.length&&
(a.className=o.join(" ")),n==="button"&&a.setAttribute("type","button"),(Kt.includes(n)||Dt.includes(s?.type))&&(a.dataset.lmSuppressShortcuts="true");for(let[l,
c]of Object.entries(s||{}))c==null||c===!1||(l.startsWith("on")?a.addEventListener(l.slice(2),c,{signal:r}):l==="value"||l==="checked"||l==="muted"||l==="indete\
rminate"?a[l]=c:a.setAttribute(l,c===!0?"":String(c)));return a.append(...i.flat(2).filter(l=>l!=null&&l!==!1)),a}}function k(r){let t=document.createElementNS(
it,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(it,"path");
return e.setAttribute("d",_t[r]),t.append(e),t}function z(){let r=new AbortController,t=new Set,e={signal:r.signal,h:j(r.signal),token:Math.random().toString(36).
slice(2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let n=setTimeout(()=>{t.delete(o),s()},i),o=()=>clearTimeout(n);return e.onEnd(o)},every(s,i){
let n=setInterval(s,i);return e.onEnd(()=>clearInterval(n))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){
r.abort();for(let s of t)s();t.clear()}};return e}function m(r,t){r.textContent!==t&&(r.textContent=t)}function nt({model:r,el:t},e){let s=z(),i={model:r,scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:st(r,s),fallbackClass:`kw-fallback-${String(r.get(
"_fallback_id")).replace(/\W/g,"")}`,active:()=>t.getRootNode().activeElement},n=e(i),o=[s.h("style",null,`.${i.fallbackClass}{display:none}`),n.el];return t.classList.
add("kw-root"),t.append(...o),n.start(),()=>{n.end(),s.end();for(let a of o)a.remove()}}function rt({scope:r,channel:t},e=()=>{}){let s=Date.now(),i=0,n=null;function o(){e();let a=Date.now();a-s<1500||i>s&&a-i<1e4||(i=a,t.send("beat"))}return{received(a){
s=Date.now(),a&&!n&&(n=r.every(o,1e3)),!a&&n&&(n(),n=null)}}}function V(r,t,e,s){for(let i of e)r.on(`change:${i}`,s),t.onEnd(()=>r.off(`change:${i}`,s))}function ot(r,t){let e=null,s=()=>{e=null,r.save_changes()};return{
set(i,n){JSON.stringify(r.get(i))!==JSON.stringify(n)&&(r.set(i,n),e?.(),e=t.later(s,250))},flush(){e&&(e(),s())}}}var S=[.25,.5,.75,1,1.25,1.5,2],jt=.006,Vt=.3,qt=3,Yt=.25,Zt=.03;function at(r){let t=0,e=0,s=1,i=!1,n={time:()=>i?t+(r()-e)*s:t,running:()=>i,rate:()=>s,set(o){
t=o,e=r()},shift:o=>n.set(n.time()+o),start(){i||(e=r()),i=!0},stop(){t=n.time(),i=!1},setRate(o){n.set(n.time()),s=o}};return n}function C(r,t){let e=t+r.offset;
return e<0?{phase:"before",local:0}:e>=r.duration?{phase:"after",local:r.duration}:{phase:"during",local:e}}function lt(r){return Math.max(0,...r.map(t=>t.duration-
t.offset))}function ht(r,{rate:t,heard:e}){if(Math.abs(r)>Vt*Math.max(1,t))return{seek:!0,rate:t};if(Math.abs(r)<jt)return{seek:!1,rate:t};let s=e?Zt:Yt,i=Math.
min(s,Math.max(-s,r*qt));return{seek:!1,rate:Math.round(t*(1-i)*1e3)/1e3}}function ct(r,t=null){if(t!==null)return t;if(!r.length)return 0;let e=[...r].sort((i,n)=>i-
n),s=e.length/2;return e.length%2?e[Math.floor(s)]:(e[s-1]+e[s])/2}function pt(r){return Math.max(0,...r.map(t=>t.fps||0))||24}function O(r,t){return Math.max(0,
Math.floor(r*t+1e-4))}function B(r,t,e){let s=Math.max(0,Math.ceil(e*t-1e-4)-1);return(Math.min(s,O(r,t))+.5)/t}function ut(r,t,e,s){return B(Math.max(0,O(r,t)+
s+.5)/t,t,e)}function q(r,t){let e=S.reduce((s,i,n)=>Math.abs(i-r)<Math.abs(S[s]-r)?n:s,0);return S[Math.min(S.length-1,Math.max(0,e+t))]}var $=[["grid","Grid"],["row","Side by side"],["wipe","Wipe"],["difference","Difference"]];function P(r){return r==="wipe"||r==="difference"}function dt({arrangement:r,count:t,ratio:e,width:s,height:i}){if(P(r))return H(1,1,e,s,i);if(r==="row")return H(
t,1,e,s,i);let n=Math.max(1,Math.min(t,Math.floor((s+16)/216)));if(n===1)return H(1,1,e,s,i);let o=d=>Math.ceil(t/d),a=Array.from({length:n},(d,y)=>H(y+1,o(y+1),
e,s,i)),l=.8*Math.max(...a.map(d=>d.width)),c=a.filter(d=>d.width>=l),u=Math.min(...c.map(d=>o(d.columns)));return c.find(d=>o(d.columns)===u)||a[0]}function ft(r){
return r>=200}function H(r,t,e,s,i){let n=(s-(r-1)*16)/r,o=(i-(t-1)*16)/t,a=Math.max(1,Math.floor(Math.min(n,o*e)));return{columns:r,width:a,height:Math.round(a/
e)}}var Te=Object.freeze({scale:1,x:0,y:0});function mt({scale:r,x:t,y:e}){let s=(r-1)/2,i=n=>Math.min(s,Math.max(-s,n))+0;return{scale:r,x:i(t),y:i(e)}}function Z(r,t,e=0,s=0){
let i=Math.min(16,Math.max(1,r.scale*t)),n=i/r.scale;return mt({scale:i,x:e-(e-r.x)*n,y:s-(s-r.y)*n})}function J(r,t,e){return mt({scale:r.scale,x:r.x+t,y:r.y+e})}
function gt(r,t,e){let s=Z(r,e.distance/Math.max(1e-6,t.distance),t.x,t.y);return J(s,e.x-t.x,e.y-t.y)}function wt({scale:r,x:t,y:e}){return r===1?"none":`trans\
late(${Y(t*100)}%, ${Y(e*100)}%) scale(${Y(r)})`}function Y(r){return Math.round(r*1e3)/1e3}function kt(r,t){return t>0?Math.min(1,Math.max(0,r/t)):.5}function yt(r,t,e){
let s=e?.1:.01,i={ArrowLeft:r-s,ArrowRight:r+s,Home:0,End:1}[t];return i===void 0?null:Math.round(Math.min(1,Math.max(0,i))*1e3)/1e3}function X(r,t=4){let e=Math.
max(1,Math.ceil(r/t)),[s,i]=[Math.floor(r/e),r%e],n=0;return Array.from({length:e},(o,a)=>{let l=n+s+(a<i?1:0),c=[n,l];return n=l,c})}function Jt(r){return typeof Intl<"u"&&Intl.Segmenter?[...new Intl.Segmenter(void 0,{granularity:"word"}).segment(r)].map(({segment:e,isWordLike:s})=>({text:e,word:!!s})):
(r.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu)||[]).map(t=>({text:t,word:/[\p{L}\p{N}]/u.test(t)}))}function Xt(r,t){let e=new Array(r.length).fill(!1),
s=0;for(;s<r.length&&s<t.length&&r[s]===t[s];)e[s++]=!0;let[i,n]=[r.length,t.length];for(;i>s&&n>s&&r[i-1]===t[n-1];)e[--i]=!0,n--;let[o,a]=[r.slice(s,i),t.slice(
s,n)];if(o.length&&a.length&&o.length*a.length<=4e6)for(let l of Qt(o,a))e[s+l]=!0;return e}function Qt(r,t){let e=t.length+1,s=new Uint16Array((r.length+1)*e);
for(let n=r.length-1;n>=0;n--)for(let o=t.length-1;o>=0;o--)s[n*e+o]=r[n]===t[o]?s[(n+1)*e+o+1]+1:Math.max(s[(n+1)*e+o],s[n*e+o+1]);let i=[];for(let n=0,o=0;n<r.
length&&o<t.length;)r[n]===t[o]?(i.push(n++),o++):s[(n+1)*e+o]>=s[n*e+o+1]?n++:o++;return i}function bt(r){let t=r.map(s=>Jt(s||"")),e=t.map(s=>s.filter(i=>i.word).
map(i=>i.text.toLowerCase()));return t.map((s,i)=>{let o=(i?[e[0]]:e.slice(1)).map(a=>Xt(e[i],a));return te(s,e[i].map((a,l)=>o.length>0&&o.every(c=>!c[l])))})}
function te(r,t){let e=0,s=r.map(a=>a.word?t[e++]:null),i=[];for(let a=r.length-1,l=!1;a>=0;a--)i[a]=l,l=s[a]??l;let n=[],o=!1;return r.forEach(({text:a},l)=>{let c=s[l]??
(o&&i[l]);o=s[l]??o,n.length&&n[n.length-1].marked===c?n[n.length-1].text+=a:n.push({text:a,marked:c})}),n}var ee=.04,se=1.5,xt=4e3,ie=3,vt=["canplay","seeked","loadeddata","error"],E=()=>performance.now()/1e3;function ne(r,t){let e=null,s=!1,i=[];function n(){if(e!==
null&&t.readyState>=1&&Math.abs(t.currentTime-e)>5e-4){s=!0,t.currentTime=e,e=null;return}if(s=!1,!(t.readyState<1&&e!==null)){e=null;for(let o of i.splice(0))o()}}
for(let o of["seeked","loadedmetadata","error"])t.addEventListener(o,n,{signal:r.signal});return o=>new Promise(a=>{i=[...i,a],e=o,s||n()})}function re(r,t){return new Promise(
e=>{let s=r.later(e,xt);t.then(()=>{s(),e()})})}function oe(r,t){let{video:e}=t,s=()=>!e.seeking&&(e.error||e.readyState>=ie||e.readyState===2&&e.currentTime>t.
duration-.3);return s()?Promise.resolve():new Promise(i=>{let n=()=>{for(let l of vt)e.removeEventListener(l,o);a(),i()},o=()=>s()&&n();for(let l of vt)e.addEventListener(
l,o,{signal:r.signal});let a=r.later(n,xt)})}function Mt(r,t,e){let s=at(E),i=new Map,n=!1,o=!1,a=0,l=1,c=!0,u="",d=0,y=0,v=0,M=()=>[...i.values()].filter(h=>h.
video.readyState>=1&&!h.video.error),g=()=>lt([...i.values()]),A=()=>pt([...i.values()]);function K(h,p){let{phase:w,local:b}=C(h,p);return w==="after"?Math.max(
0,h.duration-.4/(h.fps||24)):b}function T(){s.stop();for(let h of i.values())h.video.pause()}function Q(h){h.video.playbackRate=l,h.video.play().catch(p=>{p.name!==
"NotAllowedError"||h.video.muted||(et(""),h.video.play().catch(()=>{}))})}async function Ht(){let h=s.time();v=E(),await Promise.all(M().map(p=>re(r,p.seek(K(p,
h))))),await Promise.all(M().filter(p=>C(p,h).phase==="during").map(p=>oe(r,p)))}async function x(){let h=++a;if(n=o=!0,!g())return e();if(T(),tt(),e(),await Ht(),
!(h!==a||r.signal.aborted||t.hidden)){for(let p of M())C(p,s.time()).phase==="during"&&Q(p);s.start(),v=E(),o=!1,e()}}function R(h){a++,n=o=!1,T(),I(B(h,A(),g()))}
function I(h){s.set(h);for(let p of i.values())p.seek(K(p,h));e()}function tt(){d||(d=requestAnimationFrame(Ft))}function Ft(){d=0,n&&(o||Wt(),e(),n&&tt())}function Wt(){
let h=s.time();if(h>=g())return c?(s.set(0),void x()):R(g());E()-y<ee||(y=E(),Ut(h))}function Ut(h){let p=[];for(let f of M()){let{phase:D,local:N}=C(f,h);D!=="\
during"?f.video.pause():f.video.paused&&!f.video.ended?Q(f):f.video.seeking||p.push({clip:f,drift:f.video.currentTime-N})}let w=p.find(({clip:f})=>f.key===u),b=ct(
p.map(({drift:f})=>f),w?w.drift:null);s.shift(b);for(let{clip:f,drift:D}of p){let N=ht(D-b,{rate:l,heard:f.key===u});if(N.seek&&E()-v>se)return void x();Math.abs(
f.video.playbackRate-N.rate)>.002&&(f.video.playbackRate=N.rate)}}function et(h){u=h;for(let p of i.values())p.video.muted=p.key!==h;e()}t.addEventListener("vis\
ibilitychange",()=>{if(n){if(!t.hidden)return void x();a++,o=!0,T()}},{signal:r.signal}),r.onEnd(()=>{n=!1,cancelAnimationFrame(d),T()});let L={add(h,p,w){let b={
key:h,video:p,seek:ne(r,p),...w};i.set(h,b),p.muted=h!==u;let f=()=>{Number.isFinite(p.duration)&&p.duration>0&&(b.duration=p.duration),n?x():b.seek(K(b,s.time())),
e()};return p.readyState>=1?f():p.addEventListener("loadedmetadata",f,{signal:r.signal,once:!0}),()=>{i.delete(h),p.pause(),u===h&&(u="")}},state:()=>({playing:n,
holding:o,time:Math.min(s.time(),g()),length:g(),fps:A(),speed:l,loop:c,heard:u}),play(){return s.time()>=g()-1/A()&&s.set(0),x()},pause:()=>R(s.time()),toggle:()=>n?
L.pause():L.play(),scrub(h){a++,o=n,T(),I(B(Math.max(0,h),A(),g()))},letGo:()=>n&&x(),jump(h){L.scrub(s.time()+h),L.letGo()},step(h){n&&R(s.time()),I(ut(s.time(),
A(),g(),h))},setSpeed(h){l=h,s.setRate(h);for(let p of i.values())p.video.playbackRate=h;e()},setLoop(h){c=h,e()},hear:et,setOffset(h,p){let w=i.get(h);!w||w.offset===
p||(w.offset=p,n?x():I(Math.min(s.time(),g())))},reset(){R(0),s.set(0)}};return L}function At(r){let t=Math.max(0,Math.floor(r)),e=o=>String(o).padStart(2,"0"),[s,i,n]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(n)}`:
`${i}:${e(n)}`}var St=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function Et(r,[t,e]){let s=r/t;return e==="KB"||s>=100?String(Math.round(s)):String(Math.round(s*10)/10)}function ae(r){
return St.find(([t])=>r>=t)||St[2]}function Tt(r,t){let e=ae(t);return`${Et(r,e)} of ${Et(t,e)} ${e[1]}`}async function Lt(r,t,{onProgress:e=()=>{},signal:s}={}){let i=[],n=0;for(;;){let o=await r.request("download",{key:t,offset:n});if(s?.aborted)throw new Error("");
if(o.kind!=="chunk")throw new Error(o.message||"The clip cannot be read.");let a=o.parts[0];if(i.push(a),n+=a.byteLength,e(n,o.total),n>=o.total||!a.byteLength)
break}return new Blob(i,{type:"video/mp4"})}var le=8,he=150;function ce(r,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let s of r.querySelectorAll("video, video source")){let i=new URL(s.src||"\
about:blank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return s.src}return""}async function pe(r,t,e){for(let s=0;e&&
s<le&&!r.signal.aborted;s++){for(let i of document.getElementsByClassName(t)){let n=ce(i,e);if(n)return n}await new Promise(i=>r.later(i,he))}return""}function Nt(r,t,e){
return new Promise(s=>{let i=new AbortController,n=o=>()=>{i.abort(),s(o)};r.addEventListener("loadedmetadata",n(!0),{signal:i.signal}),r.addEventListener("erro\
r",n(!1),{signal:i.signal}),e?.addEventListener("abort",n(!1),{signal:i.signal}),r.src=t})}function Ct(r){r.pause(),r.removeAttribute("src"),r.load()}async function ue(r,t,{
key:e,clip:s,signal:i,onProgress:n}){let{scope:o,channel:a}=r,l={href:"",free(){}},c=r.serve?r.serve(s.url):await pe(o,r.fallbackClass,s.url);if(c&&await Nt(t,c,
i))return{...l,href:c};if(i.aborted||o.signal.aborted)return l;let u=o.hold(await Lt(a,e,{signal:i,onProgress:n}));return i.addEventListener("abort",u.free,{once:!0}),
await Nt(t,u.href,i)?u:(u.free(),l)}async function Ot(r,t,e,{key:s,clip:i,signal:n}){let o={href:"",free(){}};try{let l=await ue(r,t,{key:s,clip:i,signal:n,onProgress:(c,u)=>m(
e,`Downloading the clip · ${Tt(c,u)}`)});return n.aborted||r.scope.signal.aborted?o:(m(e,l.href?"":`This browser cannot play the clip. It is safe on disk: ${i.
path}`),l)}catch(a){let{message:l}=a;return m(e,l&&`${l} Path: ${i.path}`),o}}function $t(r,t=""){let e=r("div.kw-fill"),s=r("div.kw-bar",{role:"progressbar","aria-label":t||null,"aria-valuemin":0,"aria-valuemax":100},e);return{el:s,paint(i){
let n=typeof i=="number";s.classList.toggle("kw-unknown",!n),e.style.width=n?`${i*100}%`:"",n?s.setAttribute("aria-valuenow",String(Math.round(i*100))):s.removeAttribute(
"aria-valuenow")}}}function Pt(r,{label:t="",rate:e,win:s,key:i=""}){let n=t&&`: ${t}`,o=[1,2,3,4,5].map(l=>r("button.kw-star",{"aria-label":`${l} of 5 stars${n}`,onclick:()=>e(l)},
k("star"))),a=r("button.kw-button.kw-quiet.kw-winner",{"aria-label":t?`Winner${n}`:null,title:i&&`Key ${i}`,onclick:s},"Winner");return{stars:r("span.kw-stars",
{role:"group","aria-label":`Rating${n}`},o),winner:a,paint(l,c){a.setAttribute("aria-pressed",String(c)),o.forEach((u,d)=>{u.classList.toggle("kw-on",d<l),u.setAttribute(
"aria-pressed",String(d+1===l))})}}}var Rt=3600,F=class{constructor(t,e,s,i,n){let o=z();this.ctx={...t,scope:o,h:j(o.signal)},this.forget=t.scope.onEnd(()=>o.end()),this.playback=e,this.act=n,this.
number=i,this.key=s.key,this.entry=s,this.release=null,this.stop=new AbortController,this.bar=$t(this.ctx.h,s.label),this.bar.el.hidden=!0,this.rating=Pt(this.ctx.
h,{label:s.label,key:String(i),rate:a=>n.rate(s.label,a),win:()=>n.win(s.label)}),this.buildFrame(),this.buildCaption(),this.el=this.ctx.h("article.kw-stack.kw-\
c-card",{"aria-label":s.label},this.frame,this.caption),this.update(s)}buildFrame(){let{h:t}=this.ctx;this.video=t("video.kw-c-video",{playsinline:!0,muted:!0,preload:"\
auto",tabindex:-1,"aria-label":this.entry.label}),this.video.setAttribute("muted",""),this.startImage=t("img.kw-c-still",{alt:"",hidden:!0}),this.message=t("p.k\
w-c-message",{role:"status"}),this.tag=t("span.kw-c-tag",null,this.entry.label),this.frame=t("div.kw-c-frame",null,this.video,this.startImage,t("div.kw-stack.kw\
-c-over",null,this.message,this.bar.el),this.tag)}buildCaption(){let{h:t}=this.ctx,{label:e}=this.entry;this.sound=t("button.kw-tool",{"aria-pressed":"false",onclick:()=>this.
act.hear(this.key)},k("quiet")),this.badge=t("span.kw-badge"),this.price=t("span.kw-dim.kw-c-price"),this.prompt=t("p.kw-c-prompt",{tabindex:-1}),this.settings=
t("p.kw-c-settings.kw-dim"),this.offset=t("input.kw-input.kw-c-offset",{type:"number",step:.01,"aria-label":`Offset in seconds: ${e}`,title:"Shows this clip thi\
s many seconds ahead of the others",onchange:()=>this.takeOffset()}),this.note=t("input.kw-input.kw-c-note",{type:"text",placeholder:"Note","aria-label":`Note: ${e}`,
maxlength:2e3,onchange:()=>this.takeNote()}),this.caption=t("div.kw-stack.kw-c-caption",null,t("div.kw-line.kw-c-line",null,t("span.kw-c-number",{"aria-hidden":"\
true"},String(this.number)),t("strong.kw-c-label",{title:e},e),this.badge,this.price,this.sound),this.prompt,this.settings,t("div.kw-line.kw-c-line.kw-c-judge",
null,t("span.kw-line.kw-c-line",null,this.rating.stars,this.rating.winner),t("label.kw-c-shift.kw-dim",null,"Offset",this.offset,"s")),this.note)}takeNote(){let t=this.
note.value.trim();t!==(this.noted||"")&&this.act.note(this.entry.label,t)}takeOffset(){let t=Number(this.offset.value);Number.isFinite(t)&&this.act.shift(this.entry.
label,Math.round(Math.min(Rt,Math.max(-Rt,t))*1e3)/1e3)}update(t){let e=!this.seen;this.entry=t,this.seen=!0,this.badge.hidden=!t.badge,m(this.badge,t.badge),m(
this.price,t.price),this.price.hidden=!t.price;let{h:s}=this.ctx;this.settings.replaceChildren(...t.settings.map(([i,n])=>s("span",null,`${i} `,s("b",null,n)))),
this.settings.hidden=!t.settings.length,this.video.hidden=!t.clip,this.sound.hidden=!t.clip,t.clip?this.loading||this.load():this.paintProgress(e)}async paintProgress(t){
let{entry:e}=this;if(m(this.message,e.message),this.bar.el.hidden=e.over,this.bar.paint(e.fraction),!t)return;let s=await this.ctx.channel.request("thumbnail",{
key:this.key});this.ctx.signal.aborted||this.ctx.scope.signal.aborted||this.entry.clip||!s.parts?.length||(this.imageUrl=this.ctx.scope.hold(new Blob([s.parts[0]],
{type:"image/jpeg"})),this.startImage.src=this.imageUrl.href,this.startImage.hidden=!1)}async load(){this.loading=!0;let{clip:t}=this.entry;this.bar.el.hidden=!0,
m(this.message,"");let{href:e}=await Ot(this.ctx,this.video,this.message,{key:this.key,clip:t,signal:this.stop.signal});e&&!this.stop.signal.aborted&&this.show()}show(){
this.startImage.hidden=!0,this.imageUrl?.free();let{clip:t}=this.entry;this.release=this.playback.add(this.key,this.video,{duration:t.duration,fps:t.fps,offset:this.
shifted||0}),this.act.arrived()}paint({winner:t,rating:e,note:s,offset:i,heard:n}){let o=t===this.entry.label;this.el.classList.toggle("kw-c-won",o),this.caption.
classList.toggle("kw-c-won",o),this.rating.paint(e,o),this.noted=s,this.note.value!==s&&this.ctx.active()!==this.note&&(this.note.value=s),this.ctx.active()!==this.
offset&&(this.offset.value=String(Math.round(i*1e3)/1e3)),this.shifted=i,this.playback.setOffset(this.key,i);let a=n===this.key;(this.sound.getAttribute("aria-p\
ressed")!==String(a)||!this.sound.title)&&(this.sound.setAttribute("aria-pressed",String(a)),this.sound.title=a?"Mute this clip":"Hear this clip",this.sound.setAttribute(
"aria-label",`${this.sound.title}: ${this.entry.label}`),this.sound.replaceChildren(k(a?"sound":"quiet")))}paintPrompt(t){let{h:e}=this.ctx;this.prompt.hidden=!t.
length,this.prompt.replaceChildren(...t.map(({text:s,marked:i})=>i?e("mark.kw-c-mark",null,s):s))}end(){this.stop.abort(),this.release?.(),Ct(this.video),this.forget(),
this.el.remove(),this.caption.remove()}};var de=560,fe=.002,W=class{constructor(t,e){this.ctx=t,this.changed=e,this.view={scale:1,x:0,y:0},this.split=.5,this.pointers=new Map;let{h:s}=t;this.left=s("sp\
an.kw-c-corner"),this.right=s("span.kw-c-corner.kw-c-corner-right"),this.divider=s("div.kw-c-divider",{role:"slider",tabindex:0,"aria-label":"Divider","aria-ori\
entation":"horizontal","aria-valuemin":0,"aria-valuemax":100,"data-lm-suppress-shortcuts":"true",onkeydown:i=>this.moveByKey(i)},s("span.kw-c-grip")),this.overlay=
s("div.kw-c-overlay",null,this.left,this.right,this.divider),this.frames=s("div.kw-c-frames"),this.captions=s("div.kw-c-captions"),this.box=s("div.kw-c-box",null,
this.frames,this.overlay),this.el=s("div.kw-c-stage",null,this.box,this.captions),this.listen()}put(t){this.frames.replaceChildren(...t.map(e=>e.el)),this.captions.
replaceChildren()}paint({arrangement:t,cards:e,gain:s,width:i,height:n}){let o=P(t);this.stacked=o;let[a,l]=e,c=a?.entry.clip||a?.entry.still,u=c?.width&&c?.height?
c.width/c.height:16/9,d=dt({arrangement:t,count:Math.max(1,e.length),ratio:u,width:i,height:n||de});this.el.dataset.arrangement=t,this.el.style.setProperty("--k\
w-c-columns",String(o?Math.min(2,e.length):d.columns)),this.el.style.setProperty("--kw-c-wide",`${d.width}px`),this.el.style.setProperty("--kw-c-high",`${d.height}\
px`),this.frames.style.filter=t==="difference"&&s>1?`brightness(${s})`:"";let y=o||!ft(d.width);e.forEach((v,M)=>this.paintCard(v,M,{stacked:o,apart:y})),this.overlay.
hidden=!o||e.length<2,this.divider.hidden=t!=="wipe",m(this.left,t==="wipe"?a?.entry.label||"":`${a?.entry.label} − ${l?.entry.label}`),m(this.right,t==="wipe"&&
l?.entry.label||""),this.right.hidden=t!=="wipe",this.second=l,this.paintSplit(),this.paintView(e)}paintCard(t,e,{stacked:s,apart:i}){t.el.style.order=String(e),
t.caption.style.order=String(e);let n=i?this.captions:t.el;t.caption.hidden=s&&e>1,t.caption.parentNode!==n&&n.append(t.caption),t.frame.style.zIndex=s?String(e):
"",t.frame.classList.toggle("kw-c-unseen",s&&e>1),t.frame.classList.toggle("kw-c-second",s&&e===1),t.frame.style.clipPath=""}paintSplit(){let t=Math.round(this.
split*1e3)/10;this.divider.style.insetInlineStart=`${t}%`,this.divider.setAttribute("aria-valuenow",String(Math.round(t))),this.second&&!this.divider.hidden&&(this.
second.frame.style.clipPath=`inset(0 0 0 ${t}%)`)}paintView(t){let e=wt(this.view);for(let s of t)s.video.style.transform=e;this.box.classList.toggle("kw-c-zoom\
ed",this.view.scale>1)}zoom(t,e=0,s=0){this.view=t?Z(this.view,t,e,s):{scale:1,x:0,y:0},this.changed()}moveByKey(t){let e=yt(this.split,t.key,t.shiftKey);e===null||
t.ctrlKey||t.metaKey||t.altKey||(t.preventDefault(),t.stopPropagation(),this.split=e,this.paintSplit())}listen(){let t=(e,s,i)=>this.box.addEventListener(e,s,{signal:this.
ctx.signal,...i});t("wheel",e=>{if(!(e.ctrlKey||e.metaKey)||!this.frameOf(e))return;e.preventDefault();let{x:s,y:i}=this.at(e,this.frameOf(e));this.zoom(Math.exp(
-e.deltaY*fe*(e.deltaMode===1?16:1)),s,i)},{passive:!1}),t("pointerdown",e=>this.down(e)),t("pointermove",e=>this.move(e));for(let e of["pointerup","pointercanc\
el"])t(e,s=>this.up(s))}frameOf(t){return t.target.closest(".kw-c-frame")||(this.stacked?this.frames.querySelector(".kw-c-frame"):null)}at(t,e){let s=e.getBoundingClientRect();
return{x:(t.clientX-s.left)/s.width-.5,y:(t.clientY-s.top)/s.height-.5}}down(t){let e=this.frameOf(t);if(!e||t.button>0)return;let s=!!t.target.closest(".kw-c-d\
ivider");this.pointers.set(t.pointerId,{frame:e,...this.at(t,e)}),this.dragging=s||this.el.dataset.arrangement==="wipe"&&this.view.scale===1,this.box.setPointerCapture(
t.pointerId),this.dragging&&this.pointers.size===1&&this.moveSplit(t,e)}move(t){let e=this.pointers.get(t.pointerId);if(!e)return;let s=this.at(t,e.frame);this.
pointers.size===2?this.pinch(t.pointerId,e,s):this.dragging?this.moveSplit(t,e.frame):this.view.scale>1&&(this.view=J(this.view,s.x-e.x,s.y-e.y),this.changed()),
this.pointers.set(t.pointerId,{...e,...s})}up(t){this.pointers.delete(t.pointerId)}moveSplit(t,e){let s=e.getBoundingClientRect();this.split=kt(t.clientX-s.left,
s.width),this.paintSplit(),t.type==="pointerdown"&&this.divider.focus({preventScroll:!0})}pinch(t,e,s){let[i]=[...this.pointers].flatMap(([o,a])=>o===t?[]:[a]),
n=o=>({x:(o.x+i.x)/2,y:(o.y+i.y)/2,distance:Math.hypot(o.x-i.x,o.y-i.y)});this.view=gt(this.view,n(e),n(s)),this.changed()}};var me=[1,2,4,8,16,32];function U(r){let t=Math.max(0,Math.floor(r*100+1e-6));return`${At(Math.floor(t/100))}.${String(t%100).padStart(2,"0")}`}var G=class{constructor(t,e,s){
this.ctx=t,this.playback=e,this.act=s;let{h:i}=t;this.play=this.tool("play","Play","Space",()=>e.toggle()),this.line=i("input.kw-c-timeline",{type:"range",min:0,
max:1,step:.001,value:"0","aria-label":"Time",oninput:()=>e.scrub(Number(this.line.value)),onchange:()=>e.letGo()}),this.time=i("span.kw-c-time",null),this.frame=
i("span.kw-c-count.kw-dim",{title:"Frame of the clip with the highest frame rate"}),this.speed=i("select.kw-input.kw-c-speed",{"aria-label":"Speed",title:"Speed\
 (J slower, L faster)",onchange:()=>e.setSpeed(Number(this.speed.value))},S.map(o=>i("option",{value:String(o)},`${o}×`))),this.loop=this.tool("loop","Loop","R",
()=>s.loop()),this.gain=i("select.kw-input.kw-c-gain",{"aria-label":"Gain",title:"Makes small differences visible",onchange:()=>s.setGain(Number(this.gain.value))},
me.map(o=>i("option",{value:String(o)},`gain ${o}×`))),this.ways=$.map(([o,a])=>i("button.kw-c-way",{"aria-pressed":"false",onclick:()=>s.arrange(o)},a)),this.
left=this.choice("Left",0),this.right=this.choice("Right",1),this.pair=i("span.kw-c-group.kw-c-pair",null,this.left,this.tool("swap","Swap","S",()=>s.swap()),this.
right),this.fit=i("button.kw-button.kw-quiet.kw-c-fit",{title:"Show whole picture (0)",onclick:()=>s.fit()}),this.zoom=i("span.kw-c-group",null,this.tool("minus",
"Zoom out","−",()=>s.zoomOut()),this.fit,this.tool("plus","Zoom in","+",()=>s.zoomIn())),this.full=this.tool("full","Full screen","F",()=>s.full()),this.help=
i("button.kw-tool.kw-c-ask",{title:"Keys (?)","aria-label":"Keys",onclick:()=>s.help()},"?");let n=(o,a,l)=>i("button.kw-button.kw-quiet",{"aria-label":o,onclick:()=>s.
turn(l)},a);this.before=n("Previous clips","‹",-1),this.after=n("Next clips","›",1),this.where=i("span.kw-c-time"),this.pages=i("span.kw-c-group.kw-c-pages",
null,this.before,this.where,this.after),this.el=this.layout()}layout(){let{h:t}=this.ctx;return t("div.kw-line.kw-c-transport",{role:"group","aria-label":"Playb\
ack"},t("div.kw-c-group.kw-c-run",null,this.play,this.tool("previous","Frame back",",",()=>this.playback.step(-1)),this.tool("next","Frame forward",".",()=>this.
playback.step(1)),this.line,this.time,this.frame),t("div.kw-c-group.kw-c-rest",null,t("span.kw-c-group",null,this.speed,this.loop),t("span.kw-c-ways",{role:"gro\
up","aria-label":"Arrangement"},this.ways),this.pair,this.gain,this.zoom,this.pages,t("span.kw-c-group",null,this.full,this.help)))}tool(t,e,s,i){return this.ctx.
h("button.kw-tool",{title:`${e} (${s})`,"aria-label":e,onclick:i},k(t))}choice(t,e){return this.ctx.h("select.kw-input.kw-c-side",{"aria-label":t,onchange:s=>this.
act.choose(e,s.target.value)})}paintTime({playing:t,time:e,length:s,fps:i,speed:n,loop:o}){let a=O(e,i)/i,l=t?"Pause":"Play";this.play.getAttribute("aria-label")!==
l&&(this.play.setAttribute("aria-label",l),this.play.title=`${l} (Space)`,this.play.replaceChildren(k(t?"pause":"play"))),this.line.max=String(s||1),this.line.value=
String(a),this.line.disabled=!s,this.line.style.setProperty("--kw-done",`${s?a/s*100:0}%`),this.line.setAttribute("aria-valuetext",`${U(a)} of ${U(s)}`),m(this.
time,`${U(a)} / ${U(s)}`),m(this.frame,s?`frame ${O(a,i)}`:""),this.speed.value!==String(n)&&(this.speed.value=String(n)),this.loop.setAttribute("aria-pressed",
String(o))}paint({arrangement:t,cards:e,gain:s,view:i,page:n,pages:o,most:a}){let l=P(t);this.ways.forEach((c,u)=>{c.setAttribute("aria-pressed",String($[u][0]===
t)),c.hidden=e.length<2&&u>0}),this.pair.hidden=!l||e.length<2,this.gain.hidden=t!=="difference",this.gain.value=String(s),this.fillSide(this.left,e,0),this.fillSide(
this.right,e,1),m(this.fit,`${Math.round(i.scale*100)} %`),this.full.hidden=!this.ctx.page.fullscreenEnabled,this.paintPages(n,o,a)}fillSide(t,e,s){let{h:i}=this.
ctx,n=[...e].sort((o,a)=>o.number-a.number);(n.length!==t.options.length||n.some((o,a)=>o.key!==t.options[a].value))&&t.replaceChildren(...n.map(o=>i("option",{
value:o.key},o.entry.label))),e[s]&&(t.value=e[s].key),t.hidden=e.length<3}paintPages(t,e,s){let[i,n]=e[t];this.pages.hidden=e.length<2,this.before.disabled=!e[t-
1],this.after.disabled=!e[t+1],m(this.where,`${i+1}–${n} of ${s}`)}};var It=[{keys:[" ","k"],shown:"Space, K",message:"Play or pause",act:"toggle"},{keys:["home"],shown:"Home",message:"To the start",act:"first"},{keys:["arrowleft"],
shown:"←",message:"1 second back",act:"back"},{keys:["arrowright"],shown:"→",message:"1 second forward",act:"on"},{keys:[",","<"],shown:",",message:"1 frame\
 back",act:"frameBack"},{keys:[".",">"],shown:".",message:"1 frame forward",act:"frameOn"},{keys:["j"],shown:"J",message:"Slower",act:"slower"},{keys:["l"],shown:"\
L",message:"Faster",act:"faster"},{keys:["r"],shown:"R",message:"Loop on or off",act:"loop"},{keys:["m"],shown:"M",message:"Sound of the next clip, or none",act:"\
nextSound"},{keys:["1","2","3","4"],shown:"1 – 4",message:"Choose the winner",act:"pick"},{keys:["s"],shown:"S",message:"Swap the first two",act:"swap"},{keys:[
"w"],shown:"W",message:"Next arrangement",act:"nextArrangement"},{keys:["f"],shown:"F",message:"Full screen",act:"full"},{keys:["+","="],shown:"+",message:"Zoom\
 in",act:"zoomIn"},{keys:["-"],shown:"−",message:"Zoom out",act:"zoomOut"},{keys:["0"],shown:"0",message:"Show whole picture",act:"fit"},{keys:["?"],shown:"?",
message:"Show these keys",act:"help"}];function ge({key:r,ctrlKey:t,metaKey:e,altKey:s,isComposing:i},n){if(t||e||s||i||!r)return null;let o=It.find(({keys:a})=>a.
includes(r.toLowerCase()));return!o||!n?o||null:n.tag==="INPUT"&&n.type!=="range"||n.tag==="SELECT"||n.tag==="TEXTAREA"||n.tag==="BUTTON"&&r===" "||n.type==="ra\
nge"&&/^(Arrow|Home)/.test(r)?null:o}function zt(r,t,e){t.addEventListener("keydown",s=>{let{tagName:i,type:n}=s.target;if(s.key==="Escape"&&e.closeHelp())return s.
stopPropagation();let o=ge(s,{tag:i,type:n});o&&(s.preventDefault(),s.stopPropagation(),e[o.act](s.key))},{signal:r.signal})}function Bt(r,t){let{h:e}=r,s=e("bu\
tton.kw-tool",{"aria-label":"Close",onclick:()=>o.close()},k("close")),i=It.map(({shown:a,message:l})=>[e("dt",null,e("kbd",null,a)),e("dd",null,l)]),n=e("div.k\
w-c-help",{role:"dialog","aria-label":"Keys",hidden:!0},e("div.kw-line.kw-c-line",null,e("strong",null,"Keys"),s),e("dl",null,i),e("p.kw-dim",null,"Keys work wh\
ile the comparison has the focus: click it once. To zoom, use Ctrl or ⌘ with the wheel, or two fingers; then drag to pan. On the divider, ← and → move it, with \
Shift faster.")),o={el:n,toggle(){if(!n.hidden)return o.close();n.hidden=!1,s.focus()},close(){return n.hidden?!1:(n.hidden=!0,t(),!0)}};return o}var we=["winner","ratings","notes","offsets","arrangement"],_=class{constructor(t,e=rt(t)){let{model:s,scope:i,page:n}=t;this.ctx=t,this.model=s,this.traits=ot(
s,i),this.heartbeat=e,this.page=0,this.entries=[],this.pages=X(0),this.gain=4,this.cards=[],this.playback=Mt(i,n,()=>this.paintTime()),this.viewport=new W(t,()=>this.
paint()),this.acts=this.makeActs(),this.transport=new G(t,this.playback,this.acts),this.help=Bt(t,()=>this.el.focus()),this.empty=t.h("p.kw-dim",{hidden:!0},"No\
 clips to compare yet."),this.live=t.h("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=t.h("section.kw.kw-compare",{"aria-label":"Compare clips",tabindex:0,
"data-lm-suppress-shortcuts":"true"},this.empty,this.viewport.el,this.transport.el,this.help.el,this.live),zt(t,this.el,this.acts)}start(){let{ctx:t,model:e}=this;
V(e,t.scope,["entries"],()=>this.takeEntries(e.get("entries"))),V(e,t.scope,we,()=>this.paint()),t.channel.on("entries",({entries:i})=>this.takeEntries(i));let s=new ResizeObserver(
()=>this.paint());s.observe(this.el),t.scope.onEnd(()=>s.disconnect()),t.page.addEventListener("fullscreenchange",()=>this.paint(),{signal:t.signal}),this.takeEntries(
e.get("entries"))}end(){this.dropCards(),this.traits.flush()}takeEntries(t){this.entries=t,this.pages=X(t.length),this.page=Math.min(this.page,this.pages.length-
1);let[e,s]=this.pages[this.page],i=t.slice(e,s);if(i.length===this.cards.length&&i.every(a=>this.cards.some(l=>l.key===a.key)))for(let a of i)this.cards.find(l=>l.
key===a.key).update(a);else this.deal(i);let o=bt(i.map(a=>a.prompt));i.forEach((a,l)=>this.cards.find(c=>c.key===a.key).paintPrompt(a.prompt?o[l]:[])),this.heartbeat.
received(t.some(a=>!a.clip&&!a.over)),this.paint()}deal(t){this.playback.reset(),this.dropCards(),this.cards=t.map((e,s)=>new F(this.ctx,this.playback,e,s+1,this.
acts)),this.viewport.put(this.cards)}dropCards(){for(let t of this.cards)t.takeNote(),t.end()}makeActs(){let{playback:t}=this,e=(i,n,o,a)=>{let{[n]:l,...c}=this.
model.get(i);this.choose(i,o===a?c:{...c,[n]:o})},s=i=>this.choose("arrangement",i);return{toggle:()=>t.toggle(),back:()=>t.jump(-1),on:()=>t.jump(1),frameBack:()=>t.
step(-1),frameOn:()=>t.step(1),first:()=>t.jump(-1/0),slower:()=>t.setSpeed(q(t.state().speed,-1)),faster:()=>t.setSpeed(q(t.state().speed,1)),loop:()=>t.setLoop(
!t.state().loop),hear:i=>t.hear(t.state().heard===i?"":i),nextSound:()=>{let i=[...this.cards.filter(n=>n.entry.clip).map(n=>n.key),""];t.hear(i[(i.indexOf(t.state().
heard)+1)%i.length])},win:i=>{this.choose("winner",this.model.get("winner")===i?"":i),m(this.live,this.model.get("winner")?`Winner: ${i}`:"No winner")},pick:i=>{
let n=this.cards.find(({number:o})=>String(o)===i);n&&this.acts.win(n.entry.label)},rate:(i,n)=>e("ratings",i,this.model.get("ratings")[i]===n?0:n,0),note:(i,n)=>e(
"notes",i,n,""),shift:(i,n)=>e("offsets",i,n,0),swap:()=>this.swap(0,this.cards[1]),choose:(i,n)=>this.swap(i,this.cards.find(o=>o.key===n)),arrange:s,nextArrangement:()=>{
let i=$.map(([n])=>n);s(i[(i.indexOf(this.model.get("arrangement"))+1)%i.length])},setGain:i=>(this.gain=i,this.paint()),zoomIn:()=>this.viewport.zoom(1.5),zoomOut:()=>this.
viewport.zoom(1/1.5),fit:()=>this.viewport.zoom(0),full:()=>this.fillScreen(),turn:i=>{this.page+=i,this.takeEntries(this.entries),this.el.focus({preventScroll:!0})},
help:()=>this.help.toggle(),closeHelp:()=>this.help.close(),arrived:()=>this.paint()}}choose(t,e){this.traits.set(t,e),this.paint()}swap(t,e){let s=this.cards.indexOf(
e);if(s<0||t===s)return;let i=[...this.cards];[i[t],i[s]]=[i[s],i[t]],this.cards=i,this.paint()}fillScreen(){let{page:t}=this.ctx;t.fullscreenElement?t.exitFullscreen():
this.el.requestFullscreen?.().catch(()=>{})}paint(){let{model:t,cards:e,viewport:s}=this,i=this.ctx.page.fullscreenElement===this.el,n=e.length>1?t.get("arrange\
ment"):"grid";this.empty.hidden=e.length>0,s.el.hidden=this.transport.el.hidden=!e.length;let o=getComputedStyle(this.el),a=this.el.clientWidth-parseFloat(o.paddingLeft)-
parseFloat(o.paddingRight),l=i?this.el.clientHeight-this.transport.el.offsetHeight-48:0;a>0&&s.paint({arrangement:n,cards:e,gain:this.gain,width:a,height:l}),this.
transport.paint({arrangement:n,cards:e,gain:this.gain,view:s.view,page:this.page,pages:this.pages,most:this.entries.length}),this.paintCards(),this.paintTime()}paintCards(){
let[t,e,s]=["ratings","notes","offsets"].map(n=>this.model.get(n)||{}),{heard:i}=this.playback.state();for(let n of this.cards){let{label:o}=n.entry;n.paint({winner:this.
model.get("winner"),rating:t[o]||0,note:e[o]||"",offset:s[o]||0,heard:i})}}paintTime(){let t=this.playback?.state();!t||!this.transport||(this.transport.paintTime(
t),this.el.dataset.state=t.playing?t.holding?"holding":"playing":"paused",t.heard!==this.heard&&(this.heard=t.heard,this.paintCards()))}};var ke=r=>nt(r,t=>new _(t)),ws={render:ke};export{ws as default};
