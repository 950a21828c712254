/* made by "npm run build" from sources e3d4e930d1206ed0 */
function it(n,t){let e=new Map,s=new Map,i=0;function o(a,l){if(!a||a.view&&a.view!==t.token)return;let c=(l||[]).map(jt),p=a.id&&a.view?e.get(a.id):null;if(p)p(
a,c);else for(let d of s.get(a.kind)||[])d(a,c)}let r={newId:()=>`${t.token}-${++i}`,send(a,l={},c=void 0){n.send({kind:a,view:t.token,...l},void 0,c)},on(a,l){
s.set(a,[...s.get(a)||[],l])},follow(a,l){return e.set(a,l),()=>e.delete(a)},request(a,l={},c=void 0){let p=r.newId();return new Promise(d=>{r.follow(p,(y,v)=>{
e.delete(p),d({...y,parts:v})}),r.send(a,{...l,id:p},c)})}};return n.on("msg:custom",o),t.onEnd(()=>{n.off("msg:custom",o),e.clear(),s.clear()}),r}function jt(n){return n instanceof ArrayBuffer?new Uint8Array(n):new Uint8Array(n.buffer,n.byteOffset,n.byteLength)}var nt="http://www.w3.org/2000/svg",qt={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},Vt=["button","select","summary",
"a","video","pre"],Yt=["radio","range","checkbox","file"];function q(n){return function(e,s,...i){let[o,...r]=e.split("."),a=document.createElement(o);r.length&&
(a.className=r.join(" ")),o==="button"&&a.setAttribute("type","button"),(Vt.includes(o)||Yt.includes(s?.type))&&(a.dataset.lmSuppressShortcuts="true");for(let[l,
c]of Object.entries(s||{}))c==null||c===!1||(l.startsWith("on")?a.addEventListener(l.slice(2),c,{signal:n}):l==="value"||l==="checked"||l==="muted"||l==="indete\
rminate"?a[l]=c:a.setAttribute(l,c===!0?"":String(c)));return a.append(...i.flat(2).filter(l=>l!=null&&l!==!1)),a}}function k(n){let t=document.createElementNS(
nt,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(nt,"path");
return e.setAttribute("d",qt[n]),t.append(e),t}function z(){let n=new AbortController,t=new Set,e={signal:n.signal,h:q(n.signal),token:Math.random().toString(36).
slice(2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let o=setTimeout(()=>{t.delete(r),s()},i),r=()=>clearTimeout(o);return e.onEnd(r)},every(s,i){
let o=setInterval(s,i);return e.onEnd(()=>clearInterval(o))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){
n.abort();for(let s of t)s();t.clear()}};return e}function m(n,t){n.textContent!==t&&(n.textContent=t)}function ot({model:n,el:t},e){let s=z(),i={model:n,scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:it(n,s),fallbackClass:`kw-fallback-${String(n.get(
"_fallback_id")).replace(/\W/g,"")}`,active:()=>t.getRootNode().activeElement},o=e(i),r=[s.h("style",null,`.${i.fallbackClass}{display:none}`),o.el];return t.classList.
add("kw-root"),t.append(...r),o.start(),()=>{o.end(),s.end();for(let a of r)a.remove()}}function rt({scope:n,channel:t},e=()=>{}){let s=Date.now(),i=0,o=null;function r(){e();let a=Date.now();a-s<1500||i>s&&a-i<1e4||(i=a,t.send("beat"))}return{received(a){
s=Date.now(),a&&!o&&(o=n.every(r,1e3)),!a&&o&&(o(),o=null)}}}function V(n,t,e,s){for(let i of e)n.on(`change:${i}`,s),t.onEnd(()=>n.off(`change:${i}`,s))}function at(n,t){let e=null,s=()=>{e=null,n.save_changes()};return{
set(i,o){JSON.stringify(n.get(i))!==JSON.stringify(o)&&(n.set(i,o),e?.(),e=t.later(s,250))},flush(){e&&(e(),s())}}}var S=[.25,.5,.75,1,1.25,1.5,2],Zt=.006,Jt=.3,Xt=3,Qt=.25,te=.03;function lt(n){let t=0,e=0,s=1,i=!1,o={time:()=>i?t+(n()-e)*s:t,running:()=>i,rate:()=>s,set(r){
t=r,e=n()},shift:r=>o.set(o.time()+r),start(){i||(e=n()),i=!0},stop(){t=o.time(),i=!1},setRate(r){o.set(o.time()),s=r}};return o}function C(n,t){let e=t+n.offset;
return e<0?{phase:"before",local:0}:e>=n.duration?{phase:"after",local:n.duration}:{phase:"during",local:e}}function ht(n){return Math.max(0,...n.map(t=>t.duration-
t.offset))}function ct(n,{rate:t,heard:e}){if(Math.abs(n)>Jt*Math.max(1,t))return{seek:!0,rate:t};if(Math.abs(n)<Zt)return{seek:!1,rate:t};let s=e?te:Qt,i=Math.
min(s,Math.max(-s,n*Xt));return{seek:!1,rate:Math.round(t*(1-i)*1e3)/1e3}}function ut(n,t=null){if(t!==null)return t;if(!n.length)return 0;let e=[...n].sort((i,o)=>i-
o),s=e.length/2;return e.length%2?e[Math.floor(s)]:(e[s-1]+e[s])/2}function pt(n){return Math.max(0,...n.map(t=>t.fps||0))||24}function O(n,t){return Math.max(0,
Math.floor(n*t+1e-4))}function H(n,t,e){let s=Math.max(0,Math.ceil(e*t-1e-4)-1);return(Math.min(s,O(n,t))+.5)/t}function dt(n,t,e,s){return H(Math.max(0,O(n,t)+
s+.5)/t,t,e)}function Y(n,t){let e=S.reduce((s,i,o)=>Math.abs(i-n)<Math.abs(S[s]-n)?o:s,0);return S[Math.min(S.length-1,Math.max(0,e+t))]}var $=[["grid","Grid"],["row","Side by side"],["wipe","Wipe"],["difference","Difference"]];function P(n){return n==="wipe"||n==="difference"}function ft({arrangement:n,count:t,ratio:e,width:s,height:i}){if(P(n))return F(1,1,e,s,i);if(n==="row")return F(
t,1,e,s,i);let o=Math.max(1,Math.min(t,Math.floor((s+16)/216)));if(o===1)return F(1,1,e,s,i);let r=d=>Math.ceil(t/d),a=Array.from({length:o},(d,y)=>F(y+1,r(y+1),
e,s,i)),l=.8*Math.max(...a.map(d=>d.width)),c=a.filter(d=>d.width>=l),p=Math.min(...c.map(d=>r(d.columns)));return c.find(d=>r(d.columns)===p)||a[0]}function mt(n){
return n>=200}function F(n,t,e,s,i){let o=(s-(n-1)*16)/n,r=(i-(t-1)*16)/t,a=Math.max(1,Math.floor(Math.min(o,r*e)));return{columns:n,width:a,height:Math.round(a/
e)}}var Re=Object.freeze({scale:1,x:0,y:0});function gt({scale:n,x:t,y:e}){let s=(n-1)/2,i=o=>Math.min(s,Math.max(-s,o))+0;return{scale:n,x:i(t),y:i(e)}}function J(n,t,e=0,s=0){
let i=Math.min(16,Math.max(1,n.scale*t)),o=i/n.scale;return gt({scale:i,x:e-(e-n.x)*o,y:s-(s-n.y)*o})}function X(n,t,e){return gt({scale:n.scale,x:n.x+t,y:n.y+e})}
function wt(n,t,e){let s=J(n,e.distance/Math.max(1e-6,t.distance),t.x,t.y);return X(s,e.x-t.x,e.y-t.y)}function kt({scale:n,x:t,y:e}){return n===1?"none":`trans\
late(${Z(t*100)}%, ${Z(e*100)}%) scale(${Z(n)})`}function Z(n){return Math.round(n*1e3)/1e3}function yt(n,t){return t>0?Math.min(1,Math.max(0,n/t)):.5}function bt(n,t,e){
let s=e?.1:.01,i={ArrowLeft:n-s,ArrowRight:n+s,Home:0,End:1}[t];return i===void 0?null:Math.round(Math.min(1,Math.max(0,i))*1e3)/1e3}function Q(n,t=4){let e=Math.
max(1,Math.ceil(n/t)),[s,i]=[Math.floor(n/e),n%e],o=0;return Array.from({length:e},(r,a)=>{let l=o+s+(a<i?1:0),c=[o,l];return o=l,c})}function ee(n){return typeof Intl<"u"&&Intl.Segmenter?[...new Intl.Segmenter(void 0,{granularity:"word"}).segment(n)].map(({segment:e,isWordLike:s})=>({text:e,word:!!s})):
(n.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu)||[]).map(t=>({text:t,word:/[\p{L}\p{N}]/u.test(t)}))}function se(n,t){let e=new Array(n.length).fill(!1),
s=0;for(;s<n.length&&s<t.length&&n[s]===t[s];)e[s++]=!0;let[i,o]=[n.length,t.length];for(;i>s&&o>s&&n[i-1]===t[o-1];)e[--i]=!0,o--;let[r,a]=[n.slice(s,i),t.slice(
s,o)];if(r.length&&a.length&&r.length*a.length<=4e6)for(let l of ie(r,a))e[s+l]=!0;return e}function ie(n,t){let e=t.length+1,s=new Uint16Array((n.length+1)*e);
for(let o=n.length-1;o>=0;o--)for(let r=t.length-1;r>=0;r--)s[o*e+r]=n[o]===t[r]?s[(o+1)*e+r+1]+1:Math.max(s[(o+1)*e+r],s[o*e+r+1]);let i=[];for(let o=0,r=0;o<n.
length&&r<t.length;)n[o]===t[r]?(i.push(o++),r++):s[(o+1)*e+r]>=s[o*e+r+1]?o++:r++;return i}function vt(n){let t=n.map(s=>ee(s||"")),e=t.map(s=>s.filter(i=>i.word).
map(i=>i.text.toLowerCase()));return t.map((s,i)=>{let r=(i?[e[0]]:e.slice(1)).map(a=>se(e[i],a));return ne(s,e[i].map((a,l)=>r.length>0&&r.every(c=>!c[l])))})}
function ne(n,t){let e=0,s=n.map(a=>a.word?t[e++]:null),i=[];for(let a=n.length-1,l=!1;a>=0;a--)i[a]=l,l=s[a]??l;let o=[],r=!1;return n.forEach(({text:a},l)=>{let c=s[l]??
(r&&i[l]);r=s[l]??r,o.length&&o[o.length-1].marked===c?o[o.length-1].text+=a:o.push({text:a,marked:c})}),o}var oe=.04,re=1.5,Mt=4e3,ae=3,xt=["canplay","seeked","loadeddata","error"],E=()=>performance.now()/1e3;function le(n,t){let e=null,s=!1,i=[];function o(){if(e!==
null&&t.readyState>=1&&Math.abs(t.currentTime-e)>5e-4){s=!0,t.currentTime=e,e=null;return}if(s=!1,!(t.readyState<1&&e!==null)){e=null;for(let r of i.splice(0))r()}}
for(let r of["seeked","loadedmetadata","error"])t.addEventListener(r,o,{signal:n.signal});return r=>new Promise(a=>{i=[...i,a],e=r,s||o()})}function he(n,t){return new Promise(
e=>{let s=n.later(e,Mt);t.then(()=>{s(),e()})})}function ce(n,t){let{video:e}=t,s=()=>!e.seeking&&(e.error||e.readyState>=ae||e.readyState===2&&e.currentTime>t.
duration-.3);return s()?Promise.resolve():new Promise(i=>{let o=()=>{for(let l of xt)e.removeEventListener(l,r);a(),i()},r=()=>s()&&o();for(let l of xt)e.addEventListener(
l,r,{signal:n.signal});let a=n.later(o,Mt)})}function St(n,t,e){let s=lt(E),i=new Map,o=!1,r=!1,a=0,l=1,c=!0,p="",d=0,y=0,v=0,M=()=>[...i.values()].filter(h=>h.
video.readyState>=1&&!h.video.error),g=()=>ht([...i.values()]),A=()=>pt([...i.values()]);function D(h,u){let{phase:w,local:b}=C(h,u);return w==="after"?Math.max(
0,h.duration-.4/(h.fps||24)):b}function T(){s.stop();for(let h of i.values())h.video.pause()}function tt(h){h.video.playbackRate=l,h.video.play().catch(u=>{u.name!==
"NotAllowedError"||h.video.muted||(st(""),h.video.play().catch(()=>{}))})}async function _t(){let h=s.time();v=E(),await Promise.all(M().map(u=>he(n,u.seek(D(u,
h))))),await Promise.all(M().filter(u=>C(u,h).phase==="during").map(u=>ce(n,u)))}async function x(){let h=++a;if(o=r=!0,!g())return e();if(T(),et(),e(),await _t(),
!(h!==a||n.signal.aborted||t.hidden)){for(let u of M())C(u,s.time()).phase==="during"&&tt(u);s.start(),v=E(),r=!1,e()}}function I(h){a++,o=r=!1,T(),B(H(h,A(),g()))}
function B(h){s.set(h);for(let u of i.values())u.seek(D(u,h));e()}function et(){d||(d=requestAnimationFrame(Gt))}function Gt(){d=0,o&&(r||Kt(),e(),o&&et())}function Kt(){
let h=s.time();if(h>=g())return c?(s.set(0),void x()):I(g());E()-y<oe||(y=E(),Dt(h))}function Dt(h){let u=[];for(let f of M()){let{phase:j,local:N}=C(f,h);j!=="\
during"?f.video.pause():f.video.paused&&!f.video.ended?tt(f):f.video.seeking||u.push({clip:f,drift:f.video.currentTime-N})}let w=u.find(({clip:f})=>f.key===p),b=ut(
u.map(({drift:f})=>f),w?w.drift:null);s.shift(b);for(let{clip:f,drift:j}of u){let N=ct(j-b,{rate:l,heard:f.key===p});if(N.seek&&E()-v>re)return void x();Math.abs(
f.video.playbackRate-N.rate)>.002&&(f.video.playbackRate=N.rate)}}function st(h){p=h;for(let u of i.values())u.video.muted=u.key!==h;e()}t.addEventListener("vis\
ibilitychange",()=>{if(o){if(!t.hidden)return void x();a++,r=!0,T()}},{signal:n.signal}),n.onEnd(()=>{o=!1,cancelAnimationFrame(d),T()});let L={add(h,u,w){let b={
key:h,video:u,seek:le(n,u),...w};i.set(h,b),u.muted=h!==p;let f=()=>{Number.isFinite(u.duration)&&u.duration>0&&(b.duration=u.duration),o?x():b.seek(D(b,s.time())),
e()};return u.readyState>=1?f():u.addEventListener("loadedmetadata",f,{signal:n.signal,once:!0}),()=>{i.delete(h),u.pause(),p===h&&(p="")}},state:()=>({playing:o,
holding:r,time:Math.min(s.time(),g()),length:g(),fps:A(),speed:l,loop:c,heard:p}),play(){return s.time()>=g()-1/A()&&s.set(0),x()},pause:()=>I(s.time()),toggle:()=>o?
L.pause():L.play(),scrub(h){a++,r=o,T(),B(H(Math.max(0,h),A(),g()))},letGo:()=>o&&x(),jump(h){L.scrub(s.time()+h),L.letGo()},step(h){o&&I(s.time()),B(dt(s.time(),
A(),g(),h))},setSpeed(h){l=h,s.setRate(h);for(let u of i.values())u.video.playbackRate=h;e()},setLoop(h){c=h,e()},hear:st,setOffset(h,u){let w=i.get(h);!w||w.offset===
u||(w.offset=u,o?x():B(Math.min(s.time(),g())))},reset(){I(0),s.set(0)}};return L}function Tt(n){let t=Math.max(0,Math.floor(n)),e=r=>String(r).padStart(2,"0"),[s,i,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(o)}`:
`${i}:${e(o)}`}var Et=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function At(n,[t,e]){let s=n/t;return e==="KB"||s>=100?String(Math.round(s)):String(Math.round(s*10)/10)}function ue(n){
return Et.find(([t])=>n>=t)||Et[2]}function Lt(n,t){let e=ue(t);return`${At(n,e)} of ${At(t,e)} ${e[1]}`}async function Nt(n,t,{onProgress:e=()=>{},signal:s}={}){let i=[],o=0;for(;;){let r=await n.request("download",{key:t,offset:o});if(s?.aborted)throw new Error("");
if(r.kind!=="chunk")throw new Error(r.message||"The clip cannot be read.");let a=r.parts[0];if(i.push(a),o+=a.byteLength,e(o,r.total),o>=r.total||!a.byteLength)
break}return new Blob(i,{type:"video/mp4"})}var pe=8,de=150;function fe(n,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let s of n.querySelectorAll("video, video source")){let i=new URL(s.src||"\
about:blank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return s.src}return""}async function me(n,t,e){for(let s=0;e&&
s<pe&&!n.signal.aborted;s++){for(let i of document.getElementsByClassName(t)){let o=fe(i,e);if(o)return o}await new Promise(i=>n.later(i,de))}return""}function Ct(n,t,e){
return new Promise(s=>{let i=new AbortController,o=r=>()=>{i.abort(),s(r)};n.addEventListener("loadedmetadata",o(!0),{signal:i.signal}),n.addEventListener("erro\
r",o(!1),{signal:i.signal}),e?.addEventListener("abort",o(!1),{signal:i.signal}),n.src=t})}function Ot(n){n.pause(),n.removeAttribute("src"),n.load()}async function ge(n,t,{
key:e,clip:s,signal:i,onProgress:o}){let{scope:r,channel:a}=n,l={href:"",free(){}},c=n.serve?n.serve(s.url):await me(r,n.fallbackClass,s.url);if(c&&await Ct(t,c,
i))return{...l,href:c};if(i.aborted||r.signal.aborted)return l;let p=r.hold(await Nt(a,e,{signal:i,onProgress:o}));return i.addEventListener("abort",p.free,{once:!0}),
await Ct(t,p.href,i)?p:(p.free(),l)}async function $t(n,t,e,{key:s,clip:i,signal:o}){let r={href:"",free(){}};try{let l=await ge(n,t,{key:s,clip:i,signal:o,onProgress:(c,p)=>m(
e,`Downloading the clip · ${Lt(c,p)}`)});return o.aborted||n.scope.signal.aborted?r:(m(e,l.href?"":`This browser cannot play the clip. It is safe on disk: ${i.
path}`),l)}catch(a){let{message:l}=a;return m(e,l&&`${l} Path: ${i.path}`),r}}function Pt(n,t=""){let e=n("div.kw-fill"),s=n("div.kw-bar",{role:"progressbar","aria-label":t||null,"aria-valuemin":0,"aria-valuemax":100},e);return{el:s,paint(i){
let o=typeof i=="number";s.classList.toggle("kw-unknown",!o),e.style.width=o?`${i*100}%`:"",o?s.setAttribute("aria-valuenow",String(Math.round(i*100))):s.removeAttribute(
"aria-valuenow")}}}function Rt(n,{label:t="",rate:e,win:s,key:i=""}){let o=t&&`: ${t}`,r=[1,2,3,4,5].map(l=>n("button.kw-star",{"aria-label":`${l} of 5 stars${o}`,onclick:()=>e(l)},
k("star"))),a=n("button.kw-button.kw-quiet.kw-winner",{"aria-label":t?`Winner${o}`:null,title:i&&`Key ${i}`,onclick:s},"Winner");return{stars:n("span.kw-stars",
{role:"group","aria-label":`Rating${o}`},r),winner:a,paint(l,c){a.setAttribute("aria-pressed",String(c)),r.forEach((p,d)=>{p.classList.toggle("kw-on",d<l),p.setAttribute(
"aria-pressed",String(d+1===l))})}}}var It=3600,U=class{constructor(t,e,s,i,o){let r=z();this.ctx={...t,scope:r,h:q(r.signal)},this.forget=t.scope.onEnd(()=>r.end()),this.playback=e,this.act=o,this.
number=i,this.key=s.key,this.entry=s,this.release=null,this.stop=new AbortController,this.bar=Pt(this.ctx.h,s.label),this.bar.el.hidden=!0,this.rating=Rt(this.ctx.
h,{label:s.label,key:String(i),rate:a=>o.rate(s.label,a),win:()=>o.win(s.label)}),this.buildFrame(),this.buildCaption(),this.el=this.ctx.h("article.kw-stack.kw-\
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
label,Math.round(Math.min(It,Math.max(-It,t))*1e3)/1e3)}update(t){let e=!this.seen;this.entry=t,this.seen=!0,this.badge.hidden=!t.badge,m(this.badge,t.badge),m(
this.price,t.price),this.price.hidden=!t.price;let{h:s}=this.ctx;this.settings.replaceChildren(...t.settings.map(([i,o])=>s("span",null,`${i} `,s("b",null,o)))),
this.settings.hidden=!t.settings.length,this.video.hidden=!t.clip,this.sound.hidden=!t.clip,t.clip?this.loading||this.load():this.paintProgress(e)}async paintProgress(t){
let{entry:e}=this;if(m(this.message,e.message),this.bar.el.hidden=e.over,this.bar.paint(e.fraction),!t)return;let s=await this.ctx.channel.request("thumbnail",{
key:this.key});this.ctx.signal.aborted||this.ctx.scope.signal.aborted||this.entry.clip||!s.parts?.length||(this.imageUrl=this.ctx.scope.hold(new Blob([s.parts[0]],
{type:"image/jpeg"})),this.startImage.src=this.imageUrl.href,this.startImage.hidden=!1)}async load(){this.loading=!0;let{clip:t}=this.entry;this.bar.el.hidden=!0,
m(this.message,"");let{href:e}=await $t(this.ctx,this.video,this.message,{key:this.key,clip:t,signal:this.stop.signal});e&&!this.stop.signal.aborted&&this.show()}show(){
this.startImage.hidden=!0,this.imageUrl?.free();let{clip:t}=this.entry;this.release=this.playback.add(this.key,this.video,{duration:t.duration,fps:t.fps,offset:this.
shifted||0}),this.act.arrived()}paint({winner:t,rating:e,note:s,offset:i,heard:o}){let r=t===this.entry.label;this.el.classList.toggle("kw-c-won",r),this.caption.
classList.toggle("kw-c-won",r),this.rating.paint(e,r),this.noted=s,this.note.value!==s&&this.ctx.active()!==this.note&&(this.note.value=s),this.ctx.active()!==this.
offset&&(this.offset.value=String(Math.round(i*1e3)/1e3)),this.shifted=i,this.playback.setOffset(this.key,i);let a=o===this.key;(this.sound.getAttribute("aria-p\
ressed")!==String(a)||!this.sound.title)&&(this.sound.setAttribute("aria-pressed",String(a)),this.sound.title=a?"Mute this clip":"Hear this clip",this.sound.setAttribute(
"aria-label",`${this.sound.title}: ${this.entry.label}`),this.sound.replaceChildren(k(a?"sound":"quiet")))}paintPrompt(t){let{h:e}=this.ctx;this.prompt.hidden=!t.
length,this.prompt.replaceChildren(...t.map(({text:s,marked:i})=>i?e("mark.kw-c-mark",null,s):s))}end(){this.stop.abort(),this.release?.(),Ot(this.video),this.forget(),
this.el.remove(),this.caption.remove()}};var we=560,ke=.002,W=class{constructor(t,e){this.ctx=t,this.changed=e,this.view={scale:1,x:0,y:0},this.split=.5,this.pointers=new Map;let{h:s}=t;this.left=s("sp\
an.kw-c-corner"),this.right=s("span.kw-c-corner.kw-c-corner-right"),this.divider=s("div.kw-c-divider",{role:"slider",tabindex:0,"aria-label":"Divider","aria-ori\
entation":"horizontal","aria-valuemin":0,"aria-valuemax":100,"data-lm-suppress-shortcuts":"true",onkeydown:i=>this.moveByKey(i)},s("span.kw-c-grip")),this.overlay=
s("div.kw-c-overlay",null,this.left,this.right,this.divider),this.frames=s("div.kw-c-frames"),this.captions=s("div.kw-c-captions"),this.box=s("div.kw-c-box",null,
this.frames,this.overlay),this.el=s("div.kw-c-stage",null,this.box,this.captions),this.listen()}put(t){this.frames.replaceChildren(...t.map(e=>e.el)),this.captions.
replaceChildren()}paint({arrangement:t,cards:e,gain:s,width:i,height:o}){let r=P(t);this.stacked=r;let[a,l]=e,c=a?.entry.clip||a?.entry.still,p=c?.width&&c?.height?
c.width/c.height:16/9,d=ft({arrangement:t,count:Math.max(1,e.length),ratio:p,width:i,height:o||we});this.el.dataset.arrangement=t,this.el.style.setProperty("--k\
w-c-columns",String(r?Math.min(2,e.length):d.columns)),this.el.style.setProperty("--kw-c-wide",`${d.width}px`),this.el.style.setProperty("--kw-c-high",`${d.height}\
px`),this.frames.style.filter=t==="difference"&&s>1?`brightness(${s})`:"";let y=r||!mt(d.width);e.forEach((v,M)=>this.paintCard(v,M,{stacked:r,apart:y})),this.overlay.
hidden=!r||e.length<2,this.divider.hidden=t!=="wipe",m(this.left,t==="wipe"?a?.entry.label||"":`${a?.entry.label} − ${l?.entry.label}`),m(this.right,t==="wipe"&&
l?.entry.label||""),this.right.hidden=t!=="wipe",this.second=l,this.paintSplit(),this.paintView(e)}paintCard(t,e,{stacked:s,apart:i}){t.el.style.order=String(e),
t.caption.style.order=String(e);let o=i?this.captions:t.el;t.caption.hidden=s&&e>1,t.caption.parentNode!==o&&o.append(t.caption),t.frame.style.zIndex=s?String(e):
"",t.frame.classList.toggle("kw-c-unseen",s&&e>1),t.frame.classList.toggle("kw-c-second",s&&e===1),t.frame.style.clipPath=""}paintSplit(){let t=Math.round(this.
split*1e3)/10;this.divider.style.insetInlineStart=`${t}%`,this.divider.setAttribute("aria-valuenow",String(Math.round(t))),this.second&&!this.divider.hidden&&(this.
second.frame.style.clipPath=`inset(0 0 0 ${t}%)`)}paintView(t){let e=kt(this.view);for(let s of t)s.video.style.transform=e;this.box.classList.toggle("kw-c-zoom\
ed",this.view.scale>1)}zoom(t,e=0,s=0){this.view=t?J(this.view,t,e,s):{scale:1,x:0,y:0},this.changed()}moveByKey(t){let e=bt(this.split,t.key,t.shiftKey);e===null||
t.ctrlKey||t.metaKey||t.altKey||(t.preventDefault(),t.stopPropagation(),this.split=e,this.paintSplit())}listen(){let t=(e,s,i)=>this.box.addEventListener(e,s,{signal:this.
ctx.signal,...i});t("wheel",e=>{if(!(e.ctrlKey||e.metaKey)||!this.frameOf(e))return;e.preventDefault();let{x:s,y:i}=this.at(e,this.frameOf(e));this.zoom(Math.exp(
-e.deltaY*ke*(e.deltaMode===1?16:1)),s,i)},{passive:!1}),t("pointerdown",e=>this.down(e)),t("pointermove",e=>this.move(e));for(let e of["pointerup","pointercanc\
el"])t(e,s=>this.up(s))}frameOf(t){return t.target.closest(".kw-c-frame")||(this.stacked?this.frames.querySelector(".kw-c-frame"):null)}at(t,e){let s=e.getBoundingClientRect();
return{x:(t.clientX-s.left)/s.width-.5,y:(t.clientY-s.top)/s.height-.5}}down(t){let e=this.frameOf(t);if(!e||t.button>0)return;let s=!!t.target.closest(".kw-c-d\
ivider");this.pointers.set(t.pointerId,{frame:e,...this.at(t,e)}),this.dragging=s||this.el.dataset.arrangement==="wipe"&&this.view.scale===1,this.box.setPointerCapture(
t.pointerId),this.dragging&&this.pointers.size===1&&this.moveSplit(t,e)}move(t){let e=this.pointers.get(t.pointerId);if(!e)return;let s=this.at(t,e.frame);this.
pointers.size===2?this.pinch(t.pointerId,e,s):this.dragging?this.moveSplit(t,e.frame):this.view.scale>1&&(this.view=X(this.view,s.x-e.x,s.y-e.y),this.changed()),
this.pointers.set(t.pointerId,{...e,...s})}up(t){this.pointers.delete(t.pointerId)}moveSplit(t,e){let s=e.getBoundingClientRect();this.split=yt(t.clientX-s.left,
s.width),this.paintSplit(),t.type==="pointerdown"&&this.divider.focus({preventScroll:!0})}pinch(t,e,s){let[i]=[...this.pointers].flatMap(([r,a])=>r===t?[]:[a]),
o=r=>({x:(r.x+i.x)/2,y:(r.y+i.y)/2,distance:Math.hypot(r.x-i.x,r.y-i.y)});this.view=wt(this.view,o(e),o(s)),this.changed()}};var ye=[1,2,4,8,16,32];function _(n){let t=Math.max(0,Math.floor(n*100+1e-6));return`${Tt(Math.floor(t/100))}.${String(t%100).padStart(2,"0")}`}var G=class{constructor(t,e,s){
this.ctx=t,this.playback=e,this.act=s;let{h:i}=t;this.play=this.tool("play","Play","Space",()=>e.toggle()),this.line=i("input.kw-c-timeline",{type:"range",min:0,
max:1,step:.001,value:"0","aria-label":"Time",oninput:()=>e.scrub(Number(this.line.value)),onchange:()=>e.letGo()}),this.time=i("span.kw-c-time",null),this.frame=
i("span.kw-c-count.kw-dim",{title:"Frame of the clip with the highest frame rate"}),this.speed=i("select.kw-input.kw-c-speed",{"aria-label":"Speed",title:"Speed\
 (J slower, L faster)",onchange:()=>e.setSpeed(Number(this.speed.value))},S.map(r=>i("option",{value:String(r)},`${r}×`))),this.loop=this.tool("loop","Loop","R",
()=>s.loop()),this.gain=i("select.kw-input.kw-c-gain",{"aria-label":"Gain",title:"Makes small differences visible",onchange:()=>s.setGain(Number(this.gain.value))},
ye.map(r=>i("option",{value:String(r)},`gain ${r}×`))),this.ways=$.map(([r,a])=>i("button.kw-c-way",{"aria-pressed":"false",onclick:()=>s.arrange(r)},a)),this.
left=this.choice("Left",0),this.right=this.choice("Right",1),this.pair=i("span.kw-c-group.kw-c-pair",null,this.left,this.tool("swap","Swap","S",()=>s.swap()),this.
right),this.fit=i("button.kw-button.kw-quiet.kw-c-fit",{title:"Show whole picture (0)",onclick:()=>s.fit()}),this.zoom=i("span.kw-c-group",null,this.tool("minus",
"Zoom out","−",()=>s.zoomOut()),this.fit,this.tool("plus","Zoom in","+",()=>s.zoomIn())),this.full=this.tool("full","Full screen","F",()=>s.full()),this.help=
i("button.kw-tool.kw-c-ask",{title:"Keys (?)","aria-label":"Keys",onclick:()=>s.help()},"?");let o=(r,a,l)=>i("button.kw-button.kw-quiet",{"aria-label":r,onclick:()=>s.
turn(l)},a);this.before=o("Previous clips","‹",-1),this.after=o("Next clips","›",1),this.where=i("span.kw-c-time"),this.pages=i("span.kw-c-group.kw-c-pages",
null,this.before,this.where,this.after),this.el=this.layout()}layout(){let{h:t}=this.ctx;return t("div.kw-line.kw-c-transport",{role:"group","aria-label":"Playb\
ack"},t("div.kw-c-group.kw-c-run",null,this.play,this.tool("previous","Frame back",",",()=>this.playback.step(-1)),this.tool("next","Frame forward",".",()=>this.
playback.step(1)),this.line,this.time,this.frame),t("div.kw-c-group.kw-c-rest",null,t("span.kw-c-group",null,this.speed,this.loop),t("span.kw-c-ways",{role:"gro\
up","aria-label":"Arrangement"},this.ways),this.pair,this.gain,this.zoom,this.pages,t("span.kw-c-group",null,this.full,this.help)))}tool(t,e,s,i){return this.ctx.
h("button.kw-tool",{title:`${e} (${s})`,"aria-label":e,onclick:i},k(t))}choice(t,e){return this.ctx.h("select.kw-input.kw-c-side",{"aria-label":t,onchange:s=>this.
act.choose(e,s.target.value)})}paintTime({playing:t,time:e,length:s,fps:i,speed:o,loop:r}){let a=O(e,i)/i,l=t?"Pause":"Play";this.play.getAttribute("aria-label")!==
l&&(this.play.setAttribute("aria-label",l),this.play.title=`${l} (Space)`,this.play.replaceChildren(k(t?"pause":"play"))),this.line.max=String(s||1),this.line.value=
String(a),this.line.disabled=!s,this.line.style.setProperty("--kw-done",`${s?a/s*100:0}%`),this.line.setAttribute("aria-valuetext",`${_(a)} of ${_(s)}`),m(this.
time,`${_(a)} / ${_(s)}`),m(this.frame,s?`frame ${O(a,i)}`:""),this.speed.value!==String(o)&&(this.speed.value=String(o)),this.loop.setAttribute("aria-pressed",
String(r))}paint({arrangement:t,cards:e,gain:s,view:i,page:o,pages:r,most:a}){let l=P(t);this.ways.forEach((c,p)=>{c.setAttribute("aria-pressed",String($[p][0]===
t)),c.hidden=e.length<2&&p>0}),this.pair.hidden=!l||e.length<2,this.gain.hidden=t!=="difference",this.gain.value=String(s),this.fillSide(this.left,e,0),this.fillSide(
this.right,e,1),m(this.fit,`${Math.round(i.scale*100)} %`),this.full.hidden=!this.ctx.page.fullscreenEnabled,this.paintPages(o,r,a)}fillSide(t,e,s){let{h:i}=this.
ctx,o=[...e].sort((r,a)=>r.number-a.number);(o.length!==t.options.length||o.some((r,a)=>r.key!==t.options[a].value))&&t.replaceChildren(...o.map(r=>i("option",{
value:r.key},r.entry.label))),e[s]&&(t.value=e[s].key),t.hidden=e.length<3}paintPages(t,e,s){let[i,o]=e[t];this.pages.hidden=e.length<2,this.before.disabled=!e[t-
1],this.after.disabled=!e[t+1],m(this.where,`${i+1}–${o} of ${s}`)}};var Bt=[{keys:[" ","k"],shown:"Space, K",message:"Play or pause",act:"toggle"},{keys:["home"],shown:"Home",message:"To the start",act:"first"},{keys:["arrowleft"],
shown:"←",message:"1 second back",act:"back"},{keys:["arrowright"],shown:"→",message:"1 second forward",act:"on"},{keys:[",","<"],shown:",",message:"1 frame\
 back",act:"frameBack"},{keys:[".",">"],shown:".",message:"1 frame forward",act:"frameOn"},{keys:["j"],shown:"J",message:"Slower",act:"slower"},{keys:["l"],shown:"\
L",message:"Faster",act:"faster"},{keys:["r"],shown:"R",message:"Loop on or off",act:"loop"},{keys:["m"],shown:"M",message:"Sound of the next clip, or none",act:"\
nextSound"},{keys:["1","2","3","4"],shown:"1 – 4",message:"Choose the winner",act:"pick"},{keys:["s"],shown:"S",message:"Swap the first two",act:"swap"},{keys:[
"w"],shown:"W",message:"Next arrangement",act:"nextArrangement"},{keys:["f"],shown:"F",message:"Full screen",act:"full"},{keys:["+","="],shown:"+",message:"Zoom\
 in",act:"zoomIn"},{keys:["-"],shown:"−",message:"Zoom out",act:"zoomOut"},{keys:["0"],shown:"0",message:"Show whole picture",act:"fit"},{keys:["?"],shown:"?",
message:"Show these keys",act:"help"}];function be({key:n,ctrlKey:t,metaKey:e,altKey:s,isComposing:i},o){if(t||e||s||i||!n)return null;let r=Bt.find(({keys:a})=>a.
includes(n.toLowerCase()));return!r||!o?r||null:o.tag==="INPUT"&&o.type!=="range"||o.tag==="SELECT"||o.tag==="TEXTAREA"||o.tag==="BUTTON"&&n===" "||o.type==="ra\
nge"&&/^(Arrow|Home)/.test(n)?null:r}function zt(n,t,e){t.addEventListener("keydown",s=>{let{tagName:i,type:o}=s.target;if(s.key==="Escape"&&e.closeHelp())return s.
stopPropagation();let r=be(s,{tag:i,type:o});r&&(s.preventDefault(),s.stopPropagation(),e[r.act](s.key))},{signal:n.signal})}function Ht(n,t){let{h:e}=n,s=e("bu\
tton.kw-tool",{"aria-label":"Close",onclick:()=>r.close()},k("close")),i=Bt.map(({shown:a,message:l})=>[e("dt",null,e("kbd",null,a)),e("dd",null,l)]),o=e("div.k\
w-c-help",{role:"dialog","aria-label":"Keys",hidden:!0},e("div.kw-line.kw-c-line",null,e("strong",null,"Keys"),s),e("dl",null,i),e("p.kw-dim",null,"Keys work wh\
ile the comparison has the focus: click it once. To zoom, use Ctrl or ⌘ with the wheel, or two fingers; then drag to pan. On the divider, ← and → move it, with \
Shift faster.")),r={el:o,toggle(){if(!o.hidden)return r.close();o.hidden=!1,s.focus()},close(){return o.hidden?!1:(o.hidden=!0,t(),!0)}};return r}var ve=["winner","ratings","notes","offsets","arrangement"],K=class{constructor(t,e=rt(t)){let{model:s,scope:i,page:o}=t;this.ctx=t,this.model=s,this.traits=at(
s,i),this.heartbeat=e,this.page=0,this.entries=[],this.pages=Q(0),this.gain=4,this.cards=[],this.playback=St(i,o,()=>this.paintTime()),this.viewport=new W(t,()=>this.
paint()),this.acts=this.makeActs(),this.transport=new G(t,this.playback,this.acts),this.help=Ht(t,()=>this.el.focus()),this.empty=t.h("p.kw-dim",{hidden:!0},"No\
 clips to compare yet."),this.live=t.h("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=t.h("section.kw.kw-compare",{"aria-label":"Compare clips",tabindex:0,
"data-lm-suppress-shortcuts":"true"},this.empty,this.viewport.el,this.transport.el,this.help.el,this.live),zt(t,this.el,this.acts)}start(){let{ctx:t,model:e}=this;
V(e,t.scope,["entries"],()=>this.takeEntries(e.get("entries"))),V(e,t.scope,ve,()=>this.paint()),t.channel.on("entries",({entries:i})=>this.takeEntries(i));let s=new ResizeObserver(
()=>this.paint());s.observe(this.el),t.scope.onEnd(()=>s.disconnect()),t.page.addEventListener("fullscreenchange",()=>this.paint(),{signal:t.signal}),this.takeEntries(
e.get("entries"))}end(){this.dropCards(),this.traits.flush()}takeEntries(t){this.entries=t,this.pages=Q(t.length),this.page=Math.min(this.page,this.pages.length-
1);let[e,s]=this.pages[this.page],i=t.slice(e,s);if(i.length===this.cards.length&&i.every(a=>this.cards.some(l=>l.key===a.key)))for(let a of i)this.cards.find(l=>l.
key===a.key).update(a);else this.deal(i);let r=vt(i.map(a=>a.prompt));i.forEach((a,l)=>this.cards.find(c=>c.key===a.key).paintPrompt(a.prompt?r[l]:[])),this.heartbeat.
received(t.some(a=>!a.clip&&!a.over)),this.paint()}deal(t){this.playback.reset(),this.dropCards(),this.cards=t.map((e,s)=>new U(this.ctx,this.playback,e,s+1,this.
acts)),this.viewport.put(this.cards)}dropCards(){for(let t of this.cards)t.takeNote(),t.end()}makeActs(){let{playback:t}=this,e=(i,o,r,a)=>{let{[o]:l,...c}=this.
model.get(i);this.choose(i,r===a?c:{...c,[o]:r})},s=i=>this.choose("arrangement",i);return{toggle:()=>t.toggle(),back:()=>t.jump(-1),on:()=>t.jump(1),frameBack:()=>t.
step(-1),frameOn:()=>t.step(1),first:()=>t.jump(-1/0),slower:()=>t.setSpeed(Y(t.state().speed,-1)),faster:()=>t.setSpeed(Y(t.state().speed,1)),loop:()=>t.setLoop(
!t.state().loop),hear:i=>t.hear(t.state().heard===i?"":i),nextSound:()=>{let i=[...this.cards.filter(o=>o.entry.clip).map(o=>o.key),""];t.hear(i[(i.indexOf(t.state().
heard)+1)%i.length])},win:i=>{this.choose("winner",this.model.get("winner")===i?"":i),m(this.live,this.model.get("winner")?`Winner: ${i}`:"No winner")},pick:i=>{
let o=this.cards.find(({number:r})=>String(r)===i);o&&this.acts.win(o.entry.label)},rate:(i,o)=>e("ratings",i,this.model.get("ratings")[i]===o?0:o,0),note:(i,o)=>e(
"notes",i,o,""),shift:(i,o)=>e("offsets",i,o,0),swap:()=>this.swap(0,this.cards[1]),choose:(i,o)=>this.swap(i,this.cards.find(r=>r.key===o)),arrange:s,nextArrangement:()=>{
let i=$.map(([o])=>o);s(i[(i.indexOf(this.model.get("arrangement"))+1)%i.length])},setGain:i=>(this.gain=i,this.paint()),zoomIn:()=>this.viewport.zoom(1.5),zoomOut:()=>this.
viewport.zoom(1/1.5),fit:()=>this.viewport.zoom(0),full:()=>this.fillScreen(),turn:i=>{this.page+=i,this.takeEntries(this.entries),this.el.focus({preventScroll:!0})},
help:()=>this.help.toggle(),closeHelp:()=>this.help.close(),arrived:()=>this.paint()}}choose(t,e){this.traits.set(t,e),this.paint()}swap(t,e){let s=this.cards.indexOf(
e);if(s<0||t===s)return;let i=[...this.cards];[i[t],i[s]]=[i[s],i[t]],this.cards=i,this.paint()}fillScreen(){let{page:t}=this.ctx;t.fullscreenElement?t.exitFullscreen():
this.el.requestFullscreen?.().catch(()=>{})}paint(){let{model:t,cards:e,viewport:s}=this,i=this.ctx.page.fullscreenElement===this.el,o=e.length>1?t.get("arrange\
ment"):"grid";this.empty.hidden=e.length>0,s.el.hidden=this.transport.el.hidden=!e.length;let r=getComputedStyle(this.el),a=this.el.clientWidth-parseFloat(r.paddingLeft)-
parseFloat(r.paddingRight),l=i?this.el.clientHeight-this.transport.el.offsetHeight-48:0;a>0&&s.paint({arrangement:o,cards:e,gain:this.gain,width:a,height:l}),this.
transport.paint({arrangement:o,cards:e,gain:this.gain,view:s.view,page:this.page,pages:this.pages,most:this.entries.length}),this.paintCards(),this.paintTime()}paintCards(){
let[t,e,s]=["ratings","notes","offsets"].map(o=>this.model.get(o)||{}),{heard:i}=this.playback.state();for(let o of this.cards){let{label:r}=o.entry;o.paint({winner:this.
model.get("winner"),rating:t[r]||0,note:e[r]||"",offset:s[r]||0,heard:i})}}paintTime(){let t=this.playback?.state();!t||!this.transport||(this.transport.paintTime(
t),this.el.dataset.state=t.playing?t.holding?"holding":"playing":"paused",t.heard!==this.heard&&(this.heard=t.heard,this.paintCards()))}};var xe=n=>ot(n,t=>new K(t)),Ft={render:xe};var Ut=JSON.parse(document.getElementById("krea-traits")?.textContent||"{}"),R=new Map;function Wt(n,...t){for(let e of[...R.get(n)||[]])e(...t)}function Me(n){
let t=[...document.querySelectorAll("script[data-krea-clip]")].find(e=>e.getAttribute("data-krea-clip")===n);return t&&Uint8Array.from(atob(t.textContent),e=>e.
charCodeAt(0))}function Se({kind:n,key:t,view:e,id:s}){if(!s)return;let i=n==="download"?Me(t):null,r=i?{kind:"chunk",offset:0,total:i.length}:{kind:n==="downlo\
ad"?"problem":n,message:"This clip is not in the page."};setTimeout(()=>Wt("msg:custom",{...r,view:e,id:s},i?[i]:[]))}var Ee={get:n=>Ut[n],set(n,t){Ut[n]=t,Wt(`\
change:${n}`)},save_changes(){},send:Se,on:(n,t)=>R.set(n,[...R.get(n)||[],t]),off:(n,t)=>R.set(n,(R.get(n)||[]).filter(e=>e!==t))};document.body.dataset.theme=
matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";Ft.render({model:Ee,el:document.getElementById("krea-page")});
