/* made by "npm run build" from sources a6084ab38a9237fe */
var st="http://www.w3.org/2000/svg",Gt={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},Bt=["button","select","summary",
"a","video","pre"],Wt=["radio","range","checkbox","file"];function D(o){return function(e,s,...i){let[n,...r]=e.split("."),a=document.createElement(n);r.length&&
(a.className=r.join(" ")),(Bt.includes(n)||Wt.includes(s?.type))&&(a.dataset.lmSuppressShortcuts="true");for(let[l,c]of Object.entries(s||{}))c==null||c===!1||(l.
startsWith("on")?a.addEventListener(l.slice(2),c,{signal:o}):l==="value"||l==="checked"||l==="muted"||l==="indeterminate"?a[l]=c:a.setAttribute(l,c===!0?"":String(
c)));return a.append(...i.flat(2).filter(l=>l!=null&&l!==!1)),a}}function b(o){let t=document.createElementNS(st,"svg");t.setAttribute("viewBox","0 0 16 16"),t.
setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(st,"path");return e.setAttribute("d",Gt[o]),t.append(e),t}function z(){
let o=new AbortController,t=new Set,e={signal:o.signal,h:D(o.signal),token:Math.random().toString(36).slice(2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},
later(s,i){let n=setTimeout(()=>{t.delete(r),s()},i),r=()=>clearTimeout(n);return e.onEnd(r)},every(s,i){let n=setInterval(s,i);return e.onEnd(()=>clearInterval(
n))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){o.abort();for(let s of t)s();t.clear()}};return e}function m(o,t){
o.textContent!==t&&(o.textContent=t)}function it(o,t){let e=new Map,s=new Map,i=0;function n(a,l){if(!a||a.view&&a.view!==t.token)return;let c=(l||[]).map(_t),d=a.id&&a.view?e.get(a.id):null;if(d)d(
a,c);else for(let u of s.get(a.kind)||[])u(a,c)}let r={newId:()=>`${t.token}-${++i}`,send(a,l={},c=void 0){o.send({kind:a,view:t.token,...l},void 0,c)},on(a,l){
s.set(a,[...s.get(a)||[],l])},follow(a,l){return e.set(a,l),()=>e.delete(a)},request(a,l={},c=void 0){let d=r.newId();return new Promise(u=>{r.follow(d,(k,v)=>{
e.delete(d),u({...k,parts:v})}),r.send(a,{...l,id:d},c)})}};return o.on("msg:custom",n),t.onEnd(()=>{o.off("msg:custom",n),e.clear(),s.clear()}),r}function _t(o){return o instanceof ArrayBuffer?new Uint8Array(o):new Uint8Array(o.buffer,o.byteOffset,o.byteLength)}function nt({scope:o,channel:t},e=()=>{}){let s=Date.now(),i=0,n=null;function r(){e();let a=Date.now();a-s<1500||i>s&&a-i<1e4||(i=a,t.send("beat"))}return{heard(a){
s=Date.now(),a&&!n&&(n=o.every(r,1e3)),!a&&n&&(n=n()&&null)}}}function q(o,t,e,s){for(let i of e)o.on(`change:${i}`,s),t.onEnd(()=>o.off(`change:${i}`,s))}function ot(o,t){let e=null,s=()=>{e=null,o.save_changes()};return{
set(i,n){JSON.stringify(o.get(i))!==JSON.stringify(n)&&(o.set(i,n),e?.(),e=t.later(s,250))},flush:()=>e&&(e(),s())}}var S=[.25,.5,.75,1,1.25,1.5,2],Kt=.006,Ut=.3,jt=3,Dt=.25,qt=.03;function rt(o){let t=0,e=0,s=1,i=!1,n={time:()=>i?t+(o()-e)*s:t,running:()=>i,rate:()=>s,set(r){
t=r,e=o()},shift:r=>n.set(n.time()+r),start(){i||(e=o()),i=!0},stop(){t=n.time(),i=!1},setRate(r){n.set(n.time()),s=r}};return n}function O(o,t){let e=t+o.offset;
return e<0?{phase:"before",local:0}:e>=o.duration?{phase:"after",local:o.duration}:{phase:"during",local:e}}function at(o){return Math.max(0,...o.map(t=>t.duration-
t.offset))}function lt(o,{rate:t,heard:e}){if(Math.abs(o)>Ut*Math.max(1,t))return{seek:!0,rate:t};if(Math.abs(o)<Kt)return{seek:!1,rate:t};let s=e?qt:Dt,i=Math.
min(s,Math.max(-s,o*jt));return{seek:!1,rate:Math.round(t*(1-i)*1e3)/1e3}}function ht(o,t=null){if(t!==null)return t;if(!o.length)return 0;let e=[...o].sort((i,n)=>i-
n),s=e.length/2;return e.length%2?e[Math.floor(s)]:(e[s-1]+e[s])/2}function ct(o){return Math.max(0,...o.map(t=>t.fps||0))||24}function C(o,t){return Math.max(0,
Math.floor(o*t+1e-4))}function H(o,t,e){let s=Math.max(0,Math.ceil(e*t-1e-4)-1);return(Math.min(s,C(o,t))+.5)/t}function pt(o,t,e,s){return H(Math.max(0,C(o,t)+
s+.5)/t,t,e)}function V(o,t){let e=S.reduce((s,i,n)=>Math.abs(i-o)<Math.abs(S[s]-o)?n:s,0);return S[Math.min(S.length-1,Math.max(0,e+t))]}var N=[["grid","Grid"],["row","Side by side"],["wipe","Wipe"],["difference","Difference"]];function P(o){return o==="wipe"||o==="difference"}function ut({arrangement:o,count:t,ratio:e,width:s,height:i}){if(P(o))return F(1,1,e,s,i);if(o==="row")return F(
t,1,e,s,i);let n=Math.max(1,Math.min(t,Math.floor((s+16)/216)));if(n===1)return F(1,1,e,s,i);let r=u=>Math.ceil(t/u),a=Array.from({length:n},(u,k)=>F(k+1,r(k+1),
e,s,i)),l=.8*Math.max(...a.map(u=>u.width)),c=a.filter(u=>u.width>=l),d=Math.min(...c.map(u=>r(u.columns)));return c.find(u=>r(u.columns)===d)}function dt(o){return o>=
200}function F(o,t,e,s,i){let n=(s-(o-1)*16)/o,r=(i-(t-1)*16)/t,a=Math.max(1,Math.floor(Math.min(n,r*e)));return{columns:o,width:a,height:Math.round(a/e)}}var be=Object.
freeze({scale:1,x:0,y:0});function ft({scale:o,x:t,y:e}){let s=(o-1)/2,i=n=>Math.min(s,Math.max(-s,n))+0;return{scale:o,x:i(t),y:i(e)}}function Z(o,t,e=0,s=0){let i=Math.
min(16,Math.max(1,o.scale*t)),n=i/o.scale;return ft({scale:i,x:e-(e-o.x)*n,y:s-(s-o.y)*n})}function J(o,t,e){return ft({scale:o.scale,x:o.x+t,y:o.y+e})}function mt(o,t,e){
let s=Z(o,e.distance/Math.max(1e-6,t.distance),t.x,t.y);return J(s,e.x-t.x,e.y-t.y)}function gt({scale:o,x:t,y:e}){return o===1?"none":`translate(${Y(t*100)}%, ${Y(
e*100)}%) scale(${Y(o)})`}function Y(o){return Math.round(o*1e3)/1e3}function wt(o,t){return t>0?Math.min(1,Math.max(0,o/t)):.5}function kt(o,t,e){let s=e?.1:.01,
i={ArrowLeft:o-s,ArrowRight:o+s,Home:0,End:1}[t];return i===void 0?null:Math.round(Math.min(1,Math.max(0,i))*1e3)/1e3}function yt(o,t=4){let e=Math.max(1,Math.ceil(
o/t)),[s,i]=[Math.floor(o/e),o%e],n=0;return Array.from({length:e},(r,a)=>{let l=n+s+(a<i?1:0),c=[n,l];return n=l,c})}function Vt(o){return typeof Intl<"u"&&Intl.Segmenter?[...new Intl.Segmenter(void 0,{granularity:"word"}).segment(o)].map(({segment:e,isWordLike:s})=>({text:e,word:!!s})):
(o.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu)||[]).map(t=>({text:t,word:/[\p{L}\p{N}]/u.test(t)}))}function Yt(o,t){let e=new Array(o.length).fill(!1),
s=0;for(;s<o.length&&s<t.length&&o[s]===t[s];)e[s++]=!0;let[i,n]=[o.length,t.length];for(;i>s&&n>s&&o[i-1]===t[n-1];)e[--i]=!0,n--;let[r,a]=[o.slice(s,i),t.slice(
s,n)];if(r.length&&a.length&&r.length*a.length<=4e6)for(let l of Zt(r,a))e[s+l]=!0;return e}function Zt(o,t){let e=t.length+1,s=new Uint16Array((o.length+1)*e);
for(let n=o.length-1;n>=0;n--)for(let r=t.length-1;r>=0;r--)s[n*e+r]=o[n]===t[r]?s[(n+1)*e+r+1]+1:Math.max(s[(n+1)*e+r],s[n*e+r+1]);let i=[];for(let n=0,r=0;n<o.
length&&r<t.length;)o[n]===t[r]?(i.push(n++),r++):s[(n+1)*e+r]>=s[n*e+r+1]?n++:r++;return i}function bt(o){let t=o.map(s=>Vt(s||"")),e=t.map(s=>s.filter(i=>i.word).
map(i=>i.text.toLowerCase()));return t.map((s,i)=>{let r=(i?[e[0]]:e.slice(1)).map(a=>Yt(e[i],a));return Jt(s,e[i].map((a,l)=>r.length>0&&r.every(c=>!c[l])))})}
function Jt(o,t){let e=0,s=o.map(a=>a.word?t[e++]:null),i=[];for(let a=o.length-1,l=!1;a>=0;a--)i[a]=l,l=s[a]??l;let n=[],r=!1;return o.forEach(({text:a},l)=>{let c=s[l]??
(r&&i[l]);r=s[l]??r,n.length&&n[n.length-1].marked===c?n[n.length-1].text+=a:n.push({text:a,marked:c})}),n}var Xt=.04,Qt=1.5,xt=4e3,te=3,vt=["canplay","seeked","loadeddata","error"],E=()=>performance.now()/1e3;function ee(o,t){let e=null,s=!1,i=[];function n(){if(e!==
null&&t.readyState>=1&&Math.abs(t.currentTime-e)>5e-4){s=!0,t.currentTime=e,e=null;return}if(s=!1,!(t.readyState<1&&e!==null)){e=null;for(let r of i.splice(0))r()}}
for(let r of["seeked","loadedmetadata","error"])t.addEventListener(r,n,{signal:o.signal});return r=>new Promise(a=>{i=[...i,a],e=r,s||n()})}function se(o,t){return new Promise(
e=>{let s=o.later(e,xt);t.then(()=>{s(),e()})})}function ie(o,t){let{video:e}=t,s=()=>!e.seeking&&(e.error||e.readyState>=te||e.readyState===2&&e.currentTime>t.
duration-.3);return s()?Promise.resolve():new Promise(i=>{let n=()=>{for(let l of vt)e.removeEventListener(l,r);a(),i()},r=()=>s()&&n();for(let l of vt)e.addEventListener(
l,r,{signal:o.signal});let a=o.later(n,xt)})}function Mt(o,t,e){let s=rt(E),i=new Map,n=!1,r=!1,a=0,l=1,c=!0,d="",u=0,k=0,v=0,M=()=>[...i.values()].filter(h=>h.
video.readyState>=1&&!h.video.error),g=()=>at([...i.values()]),A=()=>ct([...i.values()]);function U(h,p){let{phase:w,local:y}=O(h,p);return w==="after"?Math.max(
0,h.duration-.4/(h.fps||24)):y}function T(){s.stop();for(let h of i.values())h.video.pause()}function Q(h){h.video.playbackRate=l,h.video.play().catch(p=>{p.name!==
"NotAllowedError"||h.video.muted||(et(""),h.video.play().catch(()=>{}))})}async function It(){let h=s.time();v=E(),await Promise.all(M().map(p=>se(o,p.seek(U(p,
h))))),await Promise.all(M().filter(p=>O(p,h).phase==="during").map(p=>ie(o,p)))}async function x(){let h=++a;if(n=r=!0,!g())return e();if(T(),tt(),e(),await It(),
!(h!==a||o.signal.aborted||t.hidden)){for(let p of M())O(p,s.time()).phase==="during"&&Q(p);s.start(),v=E(),r=!1,e()}}function R(h){a++,n=r=!1,T(),I(H(h,A(),g()))}
function I(h){s.set(h);for(let p of i.values())p.seek(U(p,h));e()}function tt(){u||(u=requestAnimationFrame(zt))}function zt(){u=0,n&&(r||Ht(),e(),n&&tt())}function Ht(){
let h=s.time();if(h>=g())return c?(s.set(0),void x()):R(g());E()-k<Xt||(k=E(),Ft(h))}function Ft(h){let p=[];for(let f of M()){let{phase:j,local:$}=O(f,h);j!=="\
during"?f.video.pause():f.video.paused&&!f.video.ended?Q(f):f.video.seeking||p.push({clip:f,drift:f.video.currentTime-$})}let w=p.find(({clip:f})=>f.key===d),y=ht(
p.map(({drift:f})=>f),w?w.drift:null);s.shift(y);for(let{clip:f,drift:j}of p){let $=lt(j-y,{rate:l,heard:f.key===d});if($.seek&&E()-v>Qt)return void x();Math.abs(
f.video.playbackRate-$.rate)>.002&&(f.video.playbackRate=$.rate)}}function et(h){d=h;for(let p of i.values())p.video.muted=p.key!==h;e()}t.addEventListener("vis\
ibilitychange",()=>{if(n){if(!t.hidden)return void x();a++,r=!0,T()}},{signal:o.signal}),o.onEnd(()=>{n=!1,cancelAnimationFrame(u),T()});let L={add(h,p,w){let y={
key:h,video:p,seek:ee(o,p),...w};i.set(h,y),p.muted=h!==d;let f=()=>{Number.isFinite(p.duration)&&p.duration>0&&(y.duration=p.duration),n?x():y.seek(U(y,s.time())),
e()};return p.readyState>=1?f():p.addEventListener("loadedmetadata",f,{signal:o.signal,once:!0}),()=>{i.delete(h),p.pause(),d===h&&(d="")}},state:()=>({playing:n,
holding:r,time:Math.min(s.time(),g()),length:g(),fps:A(),speed:l,loop:c,heard:d}),play(){return s.time()>=g()-1/A()&&s.set(0),x()},pause:()=>R(s.time()),toggle:()=>n?
L.pause():L.play(),scrub(h){a++,r=n,T(),I(H(Math.max(0,h),A(),g()))},letGo:()=>n&&x(),jump(h){L.scrub(s.time()+h),L.letGo()},step(h){n&&R(s.time()),I(pt(s.time(),
A(),g(),h))},setSpeed(h){l=h,s.setRate(h);for(let p of i.values())p.video.playbackRate=h;e()},setLoop(h){c=h,e()},hear:et,setOffset(h,p){let w=i.get(h);!w||w.offset===
p||(w.offset=p,n?x():I(Math.min(s.time(),g())))},reset(){R(0),s.set(0)}};return L}function At(o){let t=Math.max(0,Math.floor(o)),e=r=>String(r).padStart(2,"0"),[s,i,n]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(n)}`:
`${i}:${e(n)}`}var St=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function Et(o,[t,e]){let s=o/t;return e==="KB"||s>=100?String(Math.round(s)):String(Math.round(s*10)/10)}function ne(o){
return St.find(([t])=>o>=t)||St[2]}function X(o,t){let e=ne(t);return`${Et(o,e)} of ${Et(t,e)} ${e[1]}`}async function Tt(o,t,{onProgress:e=(i,n)=>{},signal:s=null}={}){let i=[],n=0;for(;;){let r=await o.request("pull",{key:t,offset:n});if(s?.aborted)throw new Error(
"");if(r.kind!=="piece")throw new Error(r.message||"The clip cannot be read.");if(i.push(r.parts[0]),n+=r.parts[0].byteLength,e(n,r.total),n>=r.total||!r.parts[0].
byteLength)break}return new Blob(i,{type:"video/mp4"})}var oe=8;function re(o,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let s of o.querySelectorAll("video, video source")){let i=new URL(s.src||"about:b\
lank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return s.src}return""}async function ae(o,t,e){for(let s=0;e&&
s<oe&&!o.signal.aborted;s++){for(let i of document.getElementsByClassName(t)){let n=re(i,e);if(n)return n}await new Promise(i=>o.later(i,150))}return""}function Lt(o,t,e=null){
return new Promise(s=>{let i=new AbortController,n=r=>()=>{i.abort(),s(r)};o.addEventListener("loadedmetadata",n(!0),{signal:i.signal}),o.addEventListener("erro\
r",n(!1),{signal:i.signal}),e?.addEventListener("abort",n(!1),{signal:i.signal}),o.src=t})}async function $t(o,t,{key:e,clip:s,signal:i,onProgress:n}){let{scope:r,
channel:a}=o,l={href:"",free(){}},c=await ae(r,o.fallbackClass,s.url);if(c&&await Lt(t,c,i))return{...l,href:c};if(i.aborted||r.signal.aborted)return l;let d=await Tt(
a,e,{signal:i,onProgress:n}),u=r.hold(d);return i.addEventListener("abort",u.free,{once:!0}),await Lt(t,u.href,i)?u:(u.free(),l)}var le=[1,2,3,4,5],Ot=3600,G=class{constructor(t,e,s,i,n){let r=z();this.ctx={...t,scope:r,h:D(r.signal)},this.forget=t.scope.onEnd(()=>r.end()),this.playback=e,
this.act=n,this.number=i,this.key=s.key,this.entry=s,this.letGo=null,this.stop=new AbortController,this.buildFrame(),this.buildCaption(),this.el=this.ctx.h("art\
icle.kw-c-card",{"aria-label":s.label},this.frame,this.caption),this.update(s)}buildFrame(){let{h:t}=this.ctx;this.video=t("video.kw-c-video",{playsinline:!0,muted:!0,
preload:"auto",tabindex:-1,"aria-label":this.entry.label}),this.video.setAttribute("muted",""),this.still=t("img.kw-c-still",{alt:"",hidden:!0}),this.message=t(
"p.kw-c-message",{role:"status"}),this.fill=t("div.kw-fill"),this.bar=t("div.kw-bar",{role:"progressbar","aria-label":this.entry.label,"aria-valuemin":0,"aria-v\
aluemax":100,hidden:!0},this.fill),this.tag=t("span.kw-c-tag",null,this.entry.label),this.frame=t("div.kw-c-frame",null,this.video,this.still,t("div.kw-c-over",
null,this.message,this.bar),this.tag)}buildCaption(){let{h:t}=this.ctx,{label:e}=this.entry;this.sound=t("button.kw-tool",{type:"button","aria-pressed":"false",
onclick:()=>this.act.hear(this.key)},b("quiet")),this.badge=t("span.kw-badge"),this.price=t("span.kw-dim.kw-c-price"),this.prompt=t("p.kw-c-prompt",{tabindex:-1}),
this.settings=t("p.kw-c-settings.kw-dim"),this.stars=le.map(s=>t("button.kw-c-star",{type:"button","aria-label":`${s} of 5 stars: ${e}`,onclick:()=>this.act.rate(
e,s)},b("star"))),this.winner=t("button.kw-button.kw-quiet.kw-c-winner",{type:"button","aria-pressed":"false","aria-label":`Winner: ${e}`,title:`Key ${this.number}`,
onclick:()=>this.act.win(e)},"Winner"),this.offset=t("input.kw-input.kw-c-offset",{type:"number",step:.01,"aria-label":`Offset in seconds: ${e}`,title:"Shows th\
is clip so many seconds further on",onchange:()=>this.takeOffset()}),this.note=t("input.kw-input.kw-c-note",{type:"text",placeholder:"Note","aria-label":`Note: ${e}`,
maxlength:2e3,onchange:()=>this.takeNote()}),this.caption=t("div.kw-c-caption",null,t("div.kw-c-line",null,t("span.kw-c-number",{"aria-hidden":"true"},String(this.
number)),t("strong.kw-c-label",{title:e},e),this.badge,this.price,this.sound),this.prompt,this.settings,t("div.kw-c-line.kw-c-judge",null,t("span.kw-c-line",null,
t("span.kw-c-stars",{role:"group","aria-label":`Rating: ${e}`},this.stars),this.winner),t("label.kw-c-shift.kw-dim",null,"Offset",this.offset,"s")),this.note)}takeNote(){
let t=this.note.value.trim();t!==(this.noted||"")&&this.act.note(this.entry.label,t)}takeOffset(){let t=Number(this.offset.value);Number.isFinite(t)&&this.act.shift(
this.entry.label,Math.round(Math.min(Ot,Math.max(-Ot,t))*1e3)/1e3)}update(t){let e=!this.seen;this.entry=t,this.seen=!0,this.badge.hidden=!t.badge,m(this.badge,
t.badge),m(this.price,t.price),this.price.hidden=!t.price;let{h:s}=this.ctx;this.settings.replaceChildren(...t.settings.map(([i,n])=>s("span",null,`${i} `,s("b",
null,n)))),this.settings.hidden=!t.settings.length,this.video.hidden=!t.clip,this.sound.hidden=!t.clip,t.clip?this.loading||this.load():this.paintComing(e)}async paintComing(t){
let{entry:e}=this;m(this.message,e.message);let s=typeof e.fraction=="number";if(this.bar.hidden=e.over,this.bar.classList.toggle("kw-unknown",!s),this.fill.style.
width=s?`${e.fraction*100}%`:"",s&&this.bar.setAttribute("aria-valuenow",String(Math.round(e.fraction*100))),!t)return;let i=await this.ctx.channel.request("sti\
ll",{key:this.key});this.ctx.signal.aborted||this.ctx.scope.signal.aborted||this.entry.clip||!i.parts?.length||(this.picture=this.ctx.scope.hold(new Blob([i.parts[0]],
{type:"image/jpeg"})),this.still.src=this.picture.href,this.still.hidden=!1)}async load(){this.loading=!0;let{clip:t}=this.entry;this.bar.hidden=!0,m(this.message,
"");try{let{href:e}=await $t(this.ctx,this.video,{key:this.key,clip:t,signal:this.stop.signal,onProgress:(s,i)=>m(this.message,`Fetching the clip · ${X(s,i)}`)});
if(this.stop.signal.aborted)return;m(this.message,e?"":`This browser cannot play the clip. It is safe on disk: ${t.path}`),e&&this.show()}catch(e){m(this.message,
e.message&&`${e.message} ${t.path}`)}}show(){this.still.hidden=!0,this.picture?.free();let{clip:t}=this.entry;this.letGo=this.playback.add(this.key,this.video,{
duration:t.duration,fps:t.fps,offset:this.shifted||0}),this.act.arrived()}paint({winner:t,rating:e,note:s,offset:i,heard:n}){let r=t===this.entry.label;this.el.
classList.toggle("kw-c-won",r),this.winner.setAttribute("aria-pressed",String(r)),this.caption.classList.toggle("kw-c-won",r),this.stars.forEach((l,c)=>{l.classList.
toggle("kw-c-on",c<e),l.setAttribute("aria-pressed",String(c+1===e))}),this.noted=s,this.note.value!==s&&this.ctx.active()!==this.note&&(this.note.value=s),this.
ctx.active()!==this.offset&&(this.offset.value=String(Math.round(i*1e3)/1e3)),this.shifted=i,this.playback.setOffset(this.key,i);let a=n===this.key;(this.sound.
getAttribute("aria-pressed")!==String(a)||!this.sound.title)&&(this.sound.setAttribute("aria-pressed",String(a)),this.sound.title=a?"Silence":"Hear this one",this.
sound.setAttribute("aria-label",`${this.sound.title}: ${this.entry.label}`),this.sound.replaceChildren(b(a?"sound":"quiet")))}paintPrompt(t){let{h:e}=this.ctx;this.
prompt.hidden=!t.length,this.prompt.replaceChildren(...t.map(({text:s,marked:i})=>i?e("mark.kw-c-mark",null,s):s))}end(){this.stop.abort(),this.letGo?.(),this.video.
pause(),this.video.removeAttribute("src"),this.video.load(),this.forget(),this.el.remove(),this.caption.remove()}};var he=560,ce=.002,B=class{constructor(t,e){this.ctx=t,this.changed=e,this.view={scale:1,x:0,y:0},this.split=.5,this.pointers=new Map;let{h:s}=t;this.left=s("sp\
an.kw-c-corner"),this.right=s("span.kw-c-corner.kw-c-corner-right"),this.divider=s("div.kw-c-divider",{role:"slider",tabindex:0,"aria-label":"Divider","aria-ori\
entation":"horizontal","aria-valuemin":0,"aria-valuemax":100,"data-lm-suppress-shortcuts":"true",onkeydown:i=>this.moveByKey(i)},s("span.kw-c-grip")),this.overlay=
s("div.kw-c-overlay",null,this.left,this.right,this.divider),this.frames=s("div.kw-c-frames"),this.captions=s("div.kw-c-captions"),this.box=s("div.kw-c-box",null,
this.frames,this.overlay),this.el=s("div.kw-c-stage",null,this.box,this.captions),this.listen()}put(t){this.frames.replaceChildren(...t.map(e=>e.el)),this.captions.
replaceChildren()}paint({arrangement:t,cards:e,gain:s,width:i,height:n}){let r=P(t);this.stacked=r;let[a,l]=e,c=a?.entry.clip||a?.entry.still,d=c?.width&&c?.height?
c.width/c.height:16/9,u=ut({arrangement:t,count:Math.max(1,e.length),ratio:d,width:i,height:n||he});this.el.dataset.arrangement=t,this.el.style.setProperty("--k\
w-c-columns",String(r?Math.min(2,e.length):u.columns)),this.el.style.setProperty("--kw-c-wide",`${u.width}px`),this.el.style.setProperty("--kw-c-high",`${u.height}\
px`),this.frames.style.filter=t==="difference"&&s>1?`brightness(${s})`:"";let k=r||!dt(u.width);e.forEach((v,M)=>this.paintCard(v,M,{stacked:r,apart:k})),this.overlay.
hidden=!r||e.length<2,this.divider.hidden=t!=="wipe",m(this.left,t==="wipe"?a?.entry.label||"":`${a?.entry.label} − ${l?.entry.label}`),m(this.right,t==="wipe"&&
l?.entry.label||""),this.right.hidden=t!=="wipe",this.second=l,this.paintSplit(),this.paintView(e)}paintCard(t,e,{stacked:s,apart:i}){t.el.style.order=String(e),
t.caption.style.order=String(e);let n=i?this.captions:t.el;t.caption.hidden=s&&e>1,t.caption.parentNode!==n&&n.append(t.caption),t.frame.style.zIndex=s?String(e):
"",t.frame.classList.toggle("kw-c-unseen",s&&e>1),t.frame.classList.toggle("kw-c-second",s&&e===1),t.frame.style.clipPath=""}paintSplit(){let t=Math.round(this.
split*1e3)/10;this.divider.style.insetInlineStart=`${t}%`,this.divider.setAttribute("aria-valuenow",String(Math.round(t))),this.second&&!this.divider.hidden&&(this.
second.frame.style.clipPath=`inset(0 0 0 ${t}%)`)}paintView(t){let e=gt(this.view);for(let s of t)s.video.style.transform=e;this.box.classList.toggle("kw-c-zoom\
ed",this.view.scale>1)}zoom(t,e=0,s=0){this.view=t?Z(this.view,t,e,s):{scale:1,x:0,y:0},this.changed()}moveByKey(t){let e=kt(this.split,t.key,t.shiftKey);e===null||
t.ctrlKey||t.metaKey||t.altKey||(t.preventDefault(),t.stopPropagation(),this.split=e,this.paintSplit())}listen(){let t=(e,s,i)=>this.box.addEventListener(e,s,{signal:this.
ctx.signal,...i});t("wheel",e=>{if(!(e.ctrlKey||e.metaKey)||!this.frameOf(e))return;e.preventDefault();let{x:s,y:i}=this.at(e,this.frameOf(e));this.zoom(Math.exp(
-e.deltaY*ce*(e.deltaMode===1?16:1)),s,i)},{passive:!1}),t("pointerdown",e=>this.down(e)),t("pointermove",e=>this.move(e));for(let e of["pointerup","pointercanc\
el"])t(e,s=>this.up(s))}frameOf(t){return t.target.closest(".kw-c-frame")||(this.stacked?this.frames.querySelector(".kw-c-frame"):null)}at(t,e){let s=e.getBoundingClientRect();
return{x:(t.clientX-s.left)/s.width-.5,y:(t.clientY-s.top)/s.height-.5}}down(t){let e=this.frameOf(t);if(!e||t.button>0)return;let s=!!t.target.closest(".kw-c-d\
ivider");this.pointers.set(t.pointerId,{frame:e,...this.at(t,e)}),this.dragging=s||this.el.dataset.arrangement==="wipe"&&this.view.scale===1,this.box.setPointerCapture(
t.pointerId),this.dragging&&this.pointers.size===1&&this.moveSplit(t,e)}move(t){let e=this.pointers.get(t.pointerId);if(!e)return;let s=this.at(t,e.frame);this.
pointers.size===2?this.pinch(t.pointerId,e,s):this.dragging?this.moveSplit(t,e.frame):this.view.scale>1&&(this.view=J(this.view,s.x-e.x,s.y-e.y),this.changed()),
this.pointers.set(t.pointerId,{...e,...s})}up(t){this.pointers.delete(t.pointerId)}moveSplit(t,e){let s=e.getBoundingClientRect();this.split=wt(t.clientX-s.left,
s.width),this.paintSplit(),t.type==="pointerdown"&&this.divider.focus({preventScroll:!0})}pinch(t,e,s){let i=[...this.pointers].find(([r])=>r!==t)[1],n=r=>({x:(r.
x+i.x)/2,y:(r.y+i.y)/2,distance:Math.hypot(r.x-i.x,r.y-i.y)});this.view=mt(this.view,n(e),n(s)),this.changed()}};var pe=[1,2,4,8,16,32];function W(o){let t=Math.max(0,Math.floor(o*100+1e-6));return`${At(Math.floor(t/100))}.${String(t%100).padStart(2,"0")}`}var _=class{constructor(t,e,s){
this.ctx=t,this.playback=e,this.act=s;let{h:i}=t;this.play=this.tool("play","Play","Space",()=>e.toggle()),this.line=i("input.kw-c-line-of-time",{type:"range",min:0,
max:1,step:.001,value:"0","aria-label":"Time",oninput:()=>e.scrub(Number(this.line.value)),onchange:()=>e.letGo()}),this.time=i("span.kw-c-time",null),this.frame=
i("span.kw-c-count.kw-dim",{title:"Frame of the clip with the most frames a second"}),this.speed=i("select.kw-input.kw-c-speed",{"aria-label":"Speed",title:"Spe\
ed (J slower, L faster)",onchange:()=>e.setSpeed(Number(this.speed.value))},S.map(r=>i("option",{value:String(r)},`${r}×`))),this.loop=this.tool("loop","Loop",
"R",()=>s.loop()),this.gain=i("select.kw-input.kw-c-gain",{"aria-label":"Gain",title:"Makes small differences visible",onchange:()=>s.setGain(Number(this.gain.value))},
pe.map(r=>i("option",{value:String(r)},`gain ${r}×`))),this.ways=N.map(([r,a])=>i("button.kw-c-way",{type:"button","aria-pressed":"false",onclick:()=>s.arrange(
r)},a)),this.left=this.choice("Left",0),this.right=this.choice("Right",1),this.pair=i("span.kw-c-group.kw-c-pair",null,this.left,this.tool("swap","Swap","S",()=>s.
swap()),this.right),this.fit=i("button.kw-button.kw-quiet.kw-c-fit",{type:"button",title:"Show all of it (0)",onclick:()=>s.fit()}),this.zoom=i("span.kw-c-group",
null,this.tool("minus","Zoom out","−",()=>s.zoomOut()),this.fit,this.tool("plus","Zoom in","+",()=>s.zoomIn())),this.full=this.tool("full","Full screen","F",()=>s.
full()),this.help=i("button.kw-tool.kw-c-ask",{type:"button",title:"Keys (?)","aria-label":"Keys",onclick:()=>s.help()},"?");let n=(r,a,l)=>i("button.kw-button.\
kw-quiet",{type:"button","aria-label":r,onclick:()=>s.turn(l)},a);this.before=n("Clips before","‹",-1),this.after=n("Clips after","›",1),this.where=i("span.\
kw-c-time"),this.pages=i("span.kw-c-group.kw-c-pages",null,this.before,this.where,this.after),this.el=this.layout()}layout(){let{h:t}=this.ctx;return t("div.kw-\
c-transport",{role:"group","aria-label":"Playback"},t("div.kw-c-group.kw-c-run",null,this.play,this.tool("previous","Frame back",",",()=>this.playback.step(-1)),
this.tool("next","Frame forward",".",()=>this.playback.step(1)),this.line,this.time,this.frame),t("div.kw-c-group.kw-c-rest",null,t("span.kw-c-group",null,this.
speed,this.loop),t("span.kw-c-ways",{role:"group","aria-label":"Arrangement"},this.ways),this.pair,this.gain,this.zoom,this.pages,t("span.kw-c-group",null,this.
full,this.help)))}tool(t,e,s,i){return this.ctx.h("button.kw-tool",{type:"button",title:`${e} (${s})`,"aria-label":e,onclick:i},b(t))}choice(t,e){return this.ctx.
h("select.kw-input.kw-c-side",{"aria-label":t,onchange:s=>this.act.choose(e,s.target.value)})}paintTime({playing:t,time:e,length:s,fps:i,speed:n,loop:r}){let a=C(
e,i)/i,l=t?"Pause":"Play";this.play.getAttribute("aria-label")!==l&&(this.play.setAttribute("aria-label",l),this.play.title=`${l} (Space)`,this.play.replaceChildren(
b(t?"pause":"play"))),this.line.max=String(s||1),this.line.value=String(a),this.line.disabled=!s,this.line.style.setProperty("--kw-done",`${s?a/s*100:0}%`),this.
line.setAttribute("aria-valuetext",`${W(a)} of ${W(s)}`),m(this.time,`${W(a)} / ${W(s)}`),m(this.frame,s?`frame ${C(a,i)}`:""),this.speed.value!==String(n)&&(this.
speed.value=String(n)),this.loop.setAttribute("aria-pressed",String(r))}paint({arrangement:t,cards:e,gain:s,view:i,page:n,pages:r,most:a}){let l=P(t);this.ways.
forEach((c,d)=>{c.setAttribute("aria-pressed",String(N[d][0]===t)),c.hidden=e.length<2&&d>0}),this.pair.hidden=!l||e.length<2,this.gain.hidden=t!=="difference",
this.gain.value=String(s),this.fillSide(this.left,e,0),this.fillSide(this.right,e,1),m(this.fit,`${Math.round(i.scale*100)} %`),this.full.hidden=!this.ctx.page.
fullscreenEnabled,this.paintPages(n,r,a)}fillSide(t,e,s){let{h:i}=this.ctx,n=[...e].sort((r,a)=>r.number-a.number);(n.length!==t.options.length||n.some((r,a)=>r.
key!==t.options[a].value))&&t.replaceChildren(...n.map(r=>i("option",{value:r.key},r.entry.label))),e[s]&&(t.value=e[s].key),t.hidden=e.length<3}paintPages(t,e,s){
let[i,n]=e[t];this.pages.hidden=e.length<2,this.before.disabled=!e[t-1],this.after.disabled=!e[t+1],m(this.where,`${i+1}–${n} of ${s}`)}};var Ct=[{keys:[" ","k"],shown:"Space, K",message:"Play or pause",act:"toggle"},{keys:["home"],shown:"Home",message:"To the start",act:"first"},{keys:["arrowleft"],
shown:"←",message:"1 second back",act:"back"},{keys:["arrowright"],shown:"→",message:"1 second on",act:"on"},{keys:[",","<"],shown:",",message:"1 frame back",
act:"frameBack"},{keys:[".",">"],shown:".",message:"1 frame on",act:"frameOn"},{keys:["j"],shown:"J",message:"Slower",act:"slower"},{keys:["l"],shown:"L",message:"\
Faster",act:"faster"},{keys:["r"],shown:"R",message:"Loop on or off",act:"loop"},{keys:["m"],shown:"M",message:"Sound of the next one, or none",act:"nextSound"},
{keys:["1","2","3","4"],shown:"1 – 4",message:"Pick the winner",act:"pick"},{keys:["s"],shown:"S",message:"Swap the first two",act:"swap"},{keys:["w"],shown:"\
W",message:"Next arrangement",act:"nextArrangement"},{keys:["f"],shown:"F",message:"Full screen",act:"full"},{keys:["+","="],shown:"+",message:"Zoom in",act:"zo\
omIn"},{keys:["-"],shown:"−",message:"Zoom out",act:"zoomOut"},{keys:["0"],shown:"0",message:"Show all of it",act:"fit"},{keys:["?"],shown:"?",message:"This h\
elp",act:"help"}];function ue({key:o,ctrlKey:t,metaKey:e,altKey:s,isComposing:i},n){if(t||e||s||i||!o)return null;let r=Ct.find(({keys:a})=>a.includes(o.toLowerCase()));
return!r||!n?r||null:n.tag==="INPUT"&&n.type!=="range"||n.tag==="SELECT"||n.tag==="TEXTAREA"||n.tag==="BUTTON"&&o===" "||n.type==="range"&&/^(Arrow|Home)/.test(
o)?null:r}function Nt(o,t,e){t.addEventListener("keydown",s=>{let{tagName:i,type:n}=s.target;if(s.key==="Escape"&&e.closeHelp())return s.stopPropagation();let r=ue(
s,{tag:i,type:n});r&&(s.preventDefault(),s.stopPropagation(),e[r.act](s.key))},{signal:o.signal})}function Pt(o,t){let{h:e}=o,s=e("button.kw-tool",{type:"button",
"aria-label":"Close",onclick:()=>r.close()},b("close")),i=Ct.map(({shown:a,message:l})=>[e("dt",null,e("kbd",null,a)),e("dd",null,l)]),n=e("div.kw-c-help",{role:"\
dialog","aria-label":"Keys",hidden:!0},e("div.kw-c-line",null,e("strong",null,"Keys"),s),e("dl",null,i),e("p.kw-dim",null,"Keys work while the focus is on the c\
omparison: click it once. Ctrl or ⌘ with the wheel, or two fingers, zoom; then drag to move the pictures. On the divider ← and → move it, with Shift faster.")),
r={el:n,toggle(){if(!n.hidden)return r.close();n.hidden=!1,s.focus()},close(){return n.hidden?!1:(n.hidden=!0,t(),!0)}};return r}var de=["winner","ratings","notes","offsets","arrangement"];function Rt({model:o,el:t},e){let s=z(),i=it(o,s),n=`kw-fallback-${String(o.get("_fallback_id")).replace(
/\W/g,"")}`,r=e(o,{scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:i,fallbackClass:n}),a=[s.h("style",null,`.${n}{display:none}`),r.el];return t.classList.
add("kw-root"),t.append(...a),r.start(),()=>{r.end(),s.end();for(let l of a)l.remove()}}var K=class{constructor(t,e){let s={...e},{scope:i,page:n}=s;this.ctx=s,
this.model=t,this.traits=ot(t,i),this.heartbeat=s.heartbeat||nt(s),s.active=()=>this.el.getRootNode().activeElement,this.page=0,this.gain=4,this.cards=[],this.playback=
Mt(i,n,()=>this.paintTime()),this.viewport=new B(s,()=>this.paint()),this.acts=this.makeActs(),this.transport=new _(s,this.playback,this.acts),this.help=Pt(s,()=>this.
el.focus()),this.empty=s.h("p.kw-dim",{hidden:!0},"There is no clip to compare yet."),this.live=s.h("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=
s.h("section.kw.kw-compare",{"aria-label":"Compare clips",tabindex:0,"data-lm-suppress-shortcuts":"true"},this.empty,this.viewport.el,this.transport.el,this.help.
el,this.live),Nt(s,this.el,this.acts)}start(){let{ctx:t,model:e}=this;q(e,t.scope,["entries"],()=>this.takeEntries(e.get("entries"))),q(e,t.scope,de,()=>this.paint()),
t.channel.on("entries",({entries:i})=>this.takeEntries(i));let s=new ResizeObserver(()=>this.paint());s.observe(this.el),t.scope.onEnd(()=>s.disconnect()),t.page.
addEventListener("fullscreenchange",()=>this.paint(),{signal:t.signal}),this.takeEntries(e.get("entries"))}end(){this.dropCards(),this.traits.flush()}takeEntries(t){
this.entries=t,this.pages=yt(t.length),this.page=Math.min(this.page,this.pages.length-1);let[e,s]=this.pages[this.page],i=t.slice(e,s);if(i.length===this.cards.
length&&i.every(a=>this.cards.some(l=>l.key===a.key)))for(let a of i)this.cards.find(l=>l.key===a.key).update(a);else this.deal(i);let r=bt(i.map(a=>a.prompt));
i.forEach((a,l)=>this.cards.find(c=>c.key===a.key).paintPrompt(a.prompt?r[l]:[])),this.heartbeat.heard(t.some(a=>!a.clip&&!a.over)),this.paint()}deal(t){this.playback.
reset(),this.dropCards(),this.cards=t.map((e,s)=>new G(this.ctx,this.playback,e,s+1,this.acts)),this.viewport.put(this.cards)}dropCards(){for(let t of this.cards)
t.takeNote();for(let t of this.cards)t.end()}makeActs(){let{playback:t}=this,e=(i,n,r,a)=>{let{[n]:l,...c}=this.model.get(i);this.choose(i,r===a?c:{...c,[n]:r})},
s=i=>this.choose("arrangement",i);return{toggle:()=>t.toggle(),back:()=>t.jump(-1),on:()=>t.jump(1),frameBack:()=>t.step(-1),frameOn:()=>t.step(1),first:()=>t.jump(
-1/0),slower:()=>t.setSpeed(V(t.state().speed,-1)),faster:()=>t.setSpeed(V(t.state().speed,1)),loop:()=>t.setLoop(!t.state().loop),hear:i=>t.hear(t.state().heard===
i?"":i),nextSound:()=>{let i=[...this.cards.filter(n=>n.entry.clip).map(n=>n.key),""];t.hear(i[(i.indexOf(t.state().heard)+1)%i.length])},win:i=>{this.choose("w\
inner",this.model.get("winner")===i?"":i),m(this.live,this.model.get("winner")?`Winner: ${i}`:"No winner")},pick:i=>{let n=this.cards.find(({number:r})=>String(
r)===i);n&&this.acts.win(n.entry.label)},rate:(i,n)=>e("ratings",i,this.model.get("ratings")[i]===n?0:n,0),note:(i,n)=>e("notes",i,n,""),shift:(i,n)=>e("offsets",
i,n,0),swap:()=>this.stand(0,this.cards[1]),choose:(i,n)=>this.stand(i,this.cards.find(r=>r.key===n)),arrange:s,nextArrangement:()=>{let i=N.map(([n])=>n);s(i[(i.
indexOf(this.model.get("arrangement"))+1)%i.length])},setGain:i=>(this.gain=i,this.paint()),zoomIn:()=>this.viewport.zoom(1.5),zoomOut:()=>this.viewport.zoom(1/
1.5),fit:()=>this.viewport.zoom(0),full:()=>this.fillScreen(),turn:i=>{this.page+=i,this.takeEntries(this.entries),this.el.focus({preventScroll:!0})},help:()=>this.
help.toggle(),closeHelp:()=>this.help.close(),arrived:()=>this.paint()}}choose(t,e){this.traits.set(t,e),this.paint()}stand(t,e){let s=this.cards.indexOf(e);if(s<
0||t===s)return;let i=[...this.cards];[i[t],i[s]]=[i[s],i[t]],this.cards=i,this.paint()}fillScreen(){let{page:t}=this.ctx;t.fullscreenElement?t.exitFullscreen():
this.el.requestFullscreen?.().catch(()=>{})}paint(){let{model:t,cards:e,viewport:s}=this,i=this.ctx.page.fullscreenElement===this.el,n=e.length>1?t.get("arrange\
ment"):"grid";this.empty.hidden=e.length>0,s.el.hidden=this.transport.el.hidden=!e.length;let r=getComputedStyle(this.el),a=this.el.clientWidth-parseFloat(r.paddingLeft)-
parseFloat(r.paddingRight),l=i?this.el.clientHeight-this.transport.el.offsetHeight-48:0;a>0&&s.paint({arrangement:n,cards:e,gain:this.gain,width:a,height:l}),this.
transport.paint({arrangement:n,cards:e,gain:this.gain,view:s.view,page:this.page,pages:this.pages,most:this.entries.length}),this.paintCards(),this.paintTime()}paintCards(){
let[t,e,s]=["ratings","notes","offsets"].map(n=>this.model.get(n)||{}),{heard:i}=this.playback.state();for(let n of this.cards){let{label:r}=n.entry;n.paint({winner:this.
model.get("winner"),rating:t[r]||0,note:e[r]||"",offset:s[r]||0,heard:i})}}paintTime(){let t=this.playback?.state();!t||!this.transport||(this.transport.paintTime(
t),this.el.dataset.state=t.playing?t.holding?"holding":"playing":"paused",t.heard!==this.heard&&(this.heard=t.heard,this.paintCards()))}};var fe=o=>Rt(o,(t,e)=>new K(t,e)),os={render:fe};export{os as default};
