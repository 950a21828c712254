/* made by "npm run build" from sources e547758a3fd653df */
var it="http://www.w3.org/2000/svg",Gt={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M\
10.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H1\
0M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l\
-5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM\
10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-\
2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},Bt=["button","select","summary",
"a","video","pre"],Wt=["radio","range","checkbox","file"];function D(o){return function(e,i,...s){let[n,...r]=e.split("."),a=document.createElement(n);r.length&&
(a.className=r.join(" ")),(Bt.includes(n)||Wt.includes(i?.type))&&(a.dataset.lmSuppressShortcuts="true");for(let[l,c]of Object.entries(i||{}))c==null||c===!1||(l.
startsWith("on")?a.addEventListener(l.slice(2),c,{signal:o}):l==="value"||l==="checked"||l==="muted"||l==="indeterminate"?a[l]=c:a.setAttribute(l,c===!0?"":String(
c)));return a.append(...s.flat(2).filter(l=>l!=null&&l!==!1)),a}}function b(o){let t=document.createElementNS(it,"svg");t.setAttribute("viewBox","0 0 16 16"),t.
setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(it,"path");return e.setAttribute("d",Gt[o]),t.append(e),t}function z(){
let o=new AbortController,t=new Set,e={signal:o.signal,h:D(o.signal),token:Math.random().toString(36).slice(2,10),onEnd(i){return t.add(i),()=>t.delete(i)&&i()},
later(i,s){let n=setTimeout(()=>{t.delete(r),i()},s),r=()=>clearTimeout(n);return e.onEnd(r)},every(i,s){let n=setInterval(i,s);return e.onEnd(()=>clearInterval(
n))},hold(i){let s=URL.createObjectURL(i);return{href:s,free:e.onEnd(()=>URL.revokeObjectURL(s))}},end(){o.abort();for(let i of t)i();t.clear()}};return e}function m(o,t){
o.textContent!==t&&(o.textContent=t)}function st(o,t){let e=new Map,i=new Map,s=0;function n(a,l){if(!a||a.view&&a.view!==t.token)return;let c=(l||[]).map(Kt),u=a.id&&a.view?e.get(a.id):null;if(u)u(
a,c);else for(let d of i.get(a.kind)||[])d(a,c)}let r={newId:()=>`${t.token}-${++s}`,send(a,l={},c=void 0){o.send({kind:a,view:t.token,...l},void 0,c)},on(a,l){
i.set(a,[...i.get(a)||[],l])},follow(a,l){return e.set(a,l),()=>e.delete(a)},request(a,l={},c=void 0){let u=r.newId();return new Promise(d=>{r.follow(u,(k,v)=>{
e.delete(u),d({...k,parts:v})}),r.send(a,{...l,id:u},c)})}};return o.on("msg:custom",n),t.onEnd(()=>{o.off("msg:custom",n),e.clear(),i.clear()}),r}function Kt(o){return o instanceof ArrayBuffer?new Uint8Array(o):new Uint8Array(o.buffer,o.byteOffset,o.byteLength)}function nt({scope:o,channel:t},e=()=>{}){let i=Date.now(),s=0,n=null;function r(){e();let a=Date.now();a-i<1500||s>i&&a-s<1e4||(s=a,t.send("beat"))}return{heard(a){
i=Date.now(),a&&!n&&(n=o.every(r,1e3)),!a&&n&&(n=n()&&null)}}}function q(o,t,e,i){for(let s of e)o.on(`change:${s}`,i),t.onEnd(()=>o.off(`change:${s}`,i))}function ot(o,t){let e=null,i=()=>{e=null,o.save_changes()};return{
set(s,n){JSON.stringify(o.get(s))!==JSON.stringify(n)&&(o.set(s,n),e?.(),e=t.later(i,250))},flush:()=>e&&(e(),i())}}var S=[.25,.5,.75,1,1.25,1.5,2],Ut=.006,_t=.3,jt=3,Dt=.25,qt=.03;function rt(o){let t=0,e=0,i=1,s=!1,n={time:()=>s?t+(o()-e)*i:t,running:()=>s,rate:()=>i,set(r){
t=r,e=o()},shift:r=>n.set(n.time()+r),start(){s||(e=o()),s=!0},stop(){t=n.time(),s=!1},setRate(r){n.set(n.time()),i=r}};return n}function O(o,t){let e=t+o.offset;
return e<0?{phase:"before",local:0}:e>=o.duration?{phase:"after",local:o.duration}:{phase:"during",local:e}}function at(o){return Math.max(0,...o.map(t=>t.duration-
t.offset))}function lt(o,{rate:t,heard:e}){if(Math.abs(o)>_t*Math.max(1,t))return{seek:!0,rate:t};if(Math.abs(o)<Ut)return{seek:!1,rate:t};let i=e?qt:Dt,s=Math.
min(i,Math.max(-i,o*jt));return{seek:!1,rate:Math.round(t*(1-s)*1e3)/1e3}}function ht(o,t=null){if(t!==null)return t;if(!o.length)return 0;let e=[...o].sort((s,n)=>s-
n),i=e.length/2;return e.length%2?e[Math.floor(i)]:(e[i-1]+e[i])/2}function ct(o){return Math.max(0,...o.map(t=>t.fps||0))||24}function C(o,t){return Math.max(0,
Math.floor(o*t+1e-4))}function H(o,t,e){let i=Math.max(0,Math.ceil(e*t-1e-4)-1);return(Math.min(i,C(o,t))+.5)/t}function pt(o,t,e,i){return H(Math.max(0,C(o,t)+
i+.5)/t,t,e)}function V(o,t){let e=S.reduce((i,s,n)=>Math.abs(s-o)<Math.abs(S[i]-o)?n:i,0);return S[Math.min(S.length-1,Math.max(0,e+t))]}var N=[["grid","Grid"],["row","Side by side"],["wipe","Wipe"],["difference","Difference"]];function P(o){return o==="wipe"||o==="difference"}function dt({arrangement:o,count:t,ratio:e,width:i,height:s}){if(P(o))return F(1,1,e,i,s);if(o==="row")return F(
t,1,e,i,s);let n=Math.max(1,Math.min(t,Math.floor((i+16)/216)));if(n===1)return F(1,1,e,i,s);let r=d=>Math.ceil(t/d),a=Array.from({length:n},(d,k)=>F(k+1,r(k+1),
e,i,s)),l=.8*Math.max(...a.map(d=>d.width)),c=a.filter(d=>d.width>=l),u=Math.min(...c.map(d=>r(d.columns)));return c.find(d=>r(d.columns)===u)}function ut(o){return o>=
200}function F(o,t,e,i,s){let n=(i-(o-1)*16)/o,r=(s-(t-1)*16)/t,a=Math.max(1,Math.floor(Math.min(n,r*e)));return{columns:o,width:a,height:Math.round(a/e)}}var be=Object.
freeze({scale:1,x:0,y:0});function ft({scale:o,x:t,y:e}){let i=(o-1)/2,s=n=>Math.min(i,Math.max(-i,n))+0;return{scale:o,x:s(t),y:s(e)}}function Z(o,t,e=0,i=0){let s=Math.
min(16,Math.max(1,o.scale*t)),n=s/o.scale;return ft({scale:s,x:e-(e-o.x)*n,y:i-(i-o.y)*n})}function J(o,t,e){return ft({scale:o.scale,x:o.x+t,y:o.y+e})}function mt(o,t,e){
let i=Z(o,e.distance/Math.max(1e-6,t.distance),t.x,t.y);return J(i,e.x-t.x,e.y-t.y)}function wt({scale:o,x:t,y:e}){return o===1?"none":`translate(${Y(t*100)}%, ${Y(
e*100)}%) scale(${Y(o)})`}function Y(o){return Math.round(o*1e3)/1e3}function gt(o,t){return t>0?Math.min(1,Math.max(0,o/t)):.5}function kt(o,t,e){let i=e?.1:.01,
s={ArrowLeft:o-i,ArrowRight:o+i,Home:0,End:1}[t];return s===void 0?null:Math.round(Math.min(1,Math.max(0,s))*1e3)/1e3}function yt(o,t=4){let e=Math.max(1,Math.ceil(
o/t)),[i,s]=[Math.floor(o/e),o%e],n=0;return Array.from({length:e},(r,a)=>{let l=n+i+(a<s?1:0),c=[n,l];return n=l,c})}function Vt(o){return typeof Intl<"u"&&Intl.Segmenter?[...new Intl.Segmenter(void 0,{granularity:"word"}).segment(o)].map(({segment:e,isWordLike:i})=>({text:e,word:!!i})):
(o.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu)||[]).map(t=>({text:t,word:/[\p{L}\p{N}]/u.test(t)}))}function Yt(o,t){let e=new Array(o.length).fill(!1),
i=0;for(;i<o.length&&i<t.length&&o[i]===t[i];)e[i++]=!0;let[s,n]=[o.length,t.length];for(;s>i&&n>i&&o[s-1]===t[n-1];)e[--s]=!0,n--;let[r,a]=[o.slice(i,s),t.slice(
i,n)];if(r.length&&a.length&&r.length*a.length<=4e6)for(let l of Zt(r,a))e[i+l]=!0;return e}function Zt(o,t){let e=t.length+1,i=new Uint16Array((o.length+1)*e);
for(let n=o.length-1;n>=0;n--)for(let r=t.length-1;r>=0;r--)i[n*e+r]=o[n]===t[r]?i[(n+1)*e+r+1]+1:Math.max(i[(n+1)*e+r],i[n*e+r+1]);let s=[];for(let n=0,r=0;n<o.
length&&r<t.length;)o[n]===t[r]?(s.push(n++),r++):i[(n+1)*e+r]>=i[n*e+r+1]?n++:r++;return s}function bt(o){let t=o.map(i=>Vt(i||"")),e=t.map(i=>i.filter(s=>s.word).
map(s=>s.text.toLowerCase()));return t.map((i,s)=>{let r=(s?[e[0]]:e.slice(1)).map(a=>Yt(e[s],a));return Jt(i,e[s].map((a,l)=>r.length>0&&r.every(c=>!c[l])))})}
function Jt(o,t){let e=0,i=o.map(a=>a.word?t[e++]:null),s=[];for(let a=o.length-1,l=!1;a>=0;a--)s[a]=l,l=i[a]??l;let n=[],r=!1;return o.forEach(({text:a},l)=>{let c=i[l]??
(r&&s[l]);r=i[l]??r,n.length&&n[n.length-1].marked===c?n[n.length-1].text+=a:n.push({text:a,marked:c})}),n}var Xt=.04,Qt=1.5,xt=4e3,te=3,vt=["canplay","seeked","loadeddata","error"],E=()=>performance.now()/1e3;function ee(o,t){let e=null,i=!1,s=[];function n(){if(e!==
null&&t.readyState>=1&&Math.abs(t.currentTime-e)>5e-4){i=!0,t.currentTime=e,e=null;return}if(i=!1,!(t.readyState<1&&e!==null)){e=null;for(let r of s.splice(0))r()}}
for(let r of["seeked","loadedmetadata","error"])t.addEventListener(r,n,{signal:o.signal});return r=>new Promise(a=>{s=[...s,a],e=r,i||n()})}function ie(o,t){return new Promise(
e=>{let i=o.later(e,xt);t.then(()=>{i(),e()})})}function se(o,t){let{video:e}=t,i=()=>!e.seeking&&(e.error||e.readyState>=te||e.readyState===2&&e.currentTime>t.
duration-.3);return i()?Promise.resolve():new Promise(s=>{let n=()=>{for(let l of vt)e.removeEventListener(l,r);a(),s()},r=()=>i()&&n();for(let l of vt)e.addEventListener(
l,r,{signal:o.signal});let a=o.later(n,xt)})}function Mt(o,t,e){let i=rt(E),s=new Map,n=!1,r=!1,a=0,l=1,c=!0,u="",d=0,k=0,v=0,M=()=>[...s.values()].filter(h=>h.
video.readyState>=1&&!h.video.error),w=()=>at([...s.values()]),A=()=>ct([...s.values()]);function _(h,p){let{phase:g,local:y}=O(h,p);return g==="after"?Math.max(
0,h.duration-.4/(h.fps||24)):y}function T(){i.stop();for(let h of s.values())h.video.pause()}function Q(h){h.video.playbackRate=l,h.video.play().catch(p=>{p.name!==
"NotAllowedError"||h.video.muted||(et(""),h.video.play().catch(()=>{}))})}async function It(){let h=i.time();v=E(),await Promise.all(M().map(p=>ie(o,p.seek(_(p,
h))))),await Promise.all(M().filter(p=>O(p,h).phase==="during").map(p=>se(o,p)))}async function x(){let h=++a;if(n=r=!0,!w())return e();if(T(),tt(),e(),await It(),
!(h!==a||o.signal.aborted||t.hidden)){for(let p of M())O(p,i.time()).phase==="during"&&Q(p);i.start(),v=E(),r=!1,e()}}function R(h){a++,n=r=!1,T(),I(H(h,A(),w()))}
function I(h){i.set(h);for(let p of s.values())p.seek(_(p,h));e()}function tt(){d||(d=requestAnimationFrame(zt))}function zt(){d=0,n&&(r||Ht(),e(),n&&tt())}function Ht(){
let h=i.time();if(h>=w())return c?(i.set(0),void x()):R(w());E()-k<Xt||(k=E(),Ft(h))}function Ft(h){let p=[];for(let f of M()){let{phase:j,local:$}=O(f,h);j!=="\
during"?f.video.pause():f.video.paused&&!f.video.ended?Q(f):f.video.seeking||p.push({clip:f,drift:f.video.currentTime-$})}let g=p.find(({clip:f})=>f.key===u),y=ht(
p.map(({drift:f})=>f),g?g.drift:null);i.shift(y);for(let{clip:f,drift:j}of p){let $=lt(j-y,{rate:l,heard:f.key===u});if($.seek&&E()-v>Qt)return void x();Math.abs(
f.video.playbackRate-$.rate)>.002&&(f.video.playbackRate=$.rate)}}function et(h){u=h;for(let p of s.values())p.video.muted=p.key!==h;e()}t.addEventListener("vis\
ibilitychange",()=>{if(n){if(!t.hidden)return void x();a++,r=!0,T()}},{signal:o.signal}),o.onEnd(()=>{n=!1,cancelAnimationFrame(d),T()});let L={add(h,p,g){let y={
key:h,video:p,seek:ee(o,p),...g};s.set(h,y),p.muted=h!==u;let f=()=>{Number.isFinite(p.duration)&&p.duration>0&&(y.duration=p.duration),n?x():y.seek(_(y,i.time())),
e()};return p.readyState>=1?f():p.addEventListener("loadedmetadata",f,{signal:o.signal,once:!0}),()=>{s.delete(h),p.pause(),u===h&&(u="")}},state:()=>({playing:n,
holding:r,time:Math.min(i.time(),w()),length:w(),fps:A(),speed:l,loop:c,heard:u}),play(){return i.time()>=w()-1/A()&&i.set(0),x()},pause:()=>R(i.time()),toggle:()=>n?
L.pause():L.play(),scrub(h){a++,r=n,T(),I(H(Math.max(0,h),A(),w()))},letGo:()=>n&&x(),jump(h){L.scrub(i.time()+h),L.letGo()},step(h){n&&R(i.time()),I(pt(i.time(),
A(),w(),h))},setSpeed(h){l=h,i.setRate(h);for(let p of s.values())p.video.playbackRate=h;e()},setLoop(h){c=h,e()},hear:et,setOffset(h,p){let g=s.get(h);!g||g.offset===
p||(g.offset=p,n?x():I(Math.min(i.time(),w())))},reset(){R(0),i.set(0)}};return L}function At(o){let t=Math.max(0,Math.floor(o)),e=r=>String(r).padStart(2,"0"),[i,s,n]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return i?`${i}:${e(s)}:${e(n)}`:
`${s}:${e(n)}`}var St=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function Et(o,[t,e]){let i=o/t;return e==="KB"||i>=100?String(Math.round(i)):String(Math.round(i*10)/10)}function ne(o){
return St.find(([t])=>o>=t)||St[2]}function X(o,t){let e=ne(t);return`${Et(o,e)} of ${Et(t,e)} ${e[1]}`}async function Tt(o,t,{onProgress:e=(s,n)=>{},signal:i=null}={}){let s=[],n=0;for(;;){let r=await o.request("pull",{key:t,offset:n});if(i?.aborted)throw new Error(
"");if(r.kind!=="piece")throw new Error(r.words||"The clip cannot be read.");if(s.push(r.parts[0]),n+=r.parts[0].byteLength,e(n,r.total),n>=r.total||!r.parts[0].
byteLength)break}return new Blob(s,{type:"video/mp4"})}var oe=8;function re(o,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let i of o.querySelectorAll("video, video source")){let s=new URL(i.src||"about:b\
lank","about:blank");if(s.protocol.startsWith("http")&&decodeURIComponent(s.pathname).endsWith(e))return i.src}return""}async function ae(o,t,e){for(let i=0;e&&
i<oe&&!o.signal.aborted;i++){for(let s of document.getElementsByClassName(t)){let n=re(s,e);if(n)return n}await new Promise(s=>o.later(s,150))}return""}function Lt(o,t,e=null){
return new Promise(i=>{let s=new AbortController,n=r=>()=>{s.abort(),i(r)};o.addEventListener("loadedmetadata",n(!0),{signal:s.signal}),o.addEventListener("erro\
r",n(!1),{signal:s.signal}),e?.addEventListener("abort",n(!1),{signal:s.signal}),o.src=t})}async function $t(o,t,{key:e,clip:i,signal:s,onProgress:n}){let{scope:r,
channel:a}=o,l={href:"",free(){}},c=await ae(r,o.keptClass,i.url);if(c&&await Lt(t,c,s))return{...l,href:c};if(s.aborted||r.signal.aborted)return l;let u=await Tt(
a,e,{signal:s,onProgress:n}),d=r.hold(u);return s.addEventListener("abort",d.free,{once:!0}),await Lt(t,d.href,s)?d:(d.free(),l)}var le=[1,2,3,4,5],Ot=3600,G=class{constructor(t,e,i,s,n){let r=z();this.ctx={...t,scope:r,h:D(r.signal)},this.forget=t.scope.onEnd(()=>r.end()),this.playback=e,
this.act=n,this.number=s,this.key=i.key,this.item=i,this.letGo=null,this.stop=new AbortController,this.buildFrame(),this.buildCaption(),this.el=this.ctx.h("arti\
cle.kw-c-card",{"aria-label":i.label},this.frame,this.caption),this.update(i)}buildFrame(){let{h:t}=this.ctx;this.video=t("video.kw-c-video",{playsinline:!0,muted:!0,
preload:"auto",tabindex:-1,"aria-label":this.item.label}),this.video.setAttribute("muted",""),this.still=t("img.kw-c-still",{alt:"",hidden:!0}),this.words=t("p.\
kw-c-words",{role:"status"}),this.fill=t("div.kw-fill"),this.bar=t("div.kw-bar",{role:"progressbar","aria-label":this.item.label,"aria-valuemin":0,"aria-valuema\
x":100,hidden:!0},this.fill),this.tag=t("span.kw-c-tag",null,this.item.label),this.frame=t("div.kw-c-frame",null,this.video,this.still,t("div.kw-c-over",null,this.
words,this.bar),this.tag)}buildCaption(){let{h:t}=this.ctx,{label:e}=this.item;this.sound=t("button.kw-tool",{type:"button","aria-pressed":"false",onclick:()=>this.
act.hear(this.key)},b("quiet")),this.badge=t("span.kw-badge"),this.price=t("span.kw-dim.kw-c-price"),this.prompt=t("p.kw-c-prompt",{tabindex:-1}),this.settings=
t("p.kw-c-settings.kw-dim"),this.stars=le.map(i=>t("button.kw-c-star",{type:"button","aria-label":`${i} of 5 stars: ${e}`,onclick:()=>this.act.rate(e,i)},b("sta\
r"))),this.winner=t("button.kw-button.kw-quiet.kw-c-winner",{type:"button","aria-pressed":"false","aria-label":`Winner: ${e}`,title:`Key ${this.number}`,onclick:()=>this.
act.win(e)},"Winner"),this.offset=t("input.kw-input.kw-c-offset",{type:"number",step:.01,"aria-label":`Offset in seconds: ${e}`,title:"Shows this clip so many s\
econds further on",onchange:()=>this.takeOffset()}),this.note=t("input.kw-input.kw-c-note",{type:"text",placeholder:"Note","aria-label":`Note: ${e}`,maxlength:2e3,
onchange:()=>this.takeNote()}),this.caption=t("div.kw-c-caption",null,t("div.kw-c-line",null,t("span.kw-c-number",{"aria-hidden":"true"},String(this.number)),t(
"strong.kw-c-label",{title:e},e),this.badge,this.price,this.sound),this.prompt,this.settings,t("div.kw-c-line.kw-c-judge",null,t("span.kw-c-line",null,t("span.k\
w-c-stars",{role:"group","aria-label":`Rating: ${e}`},this.stars),this.winner),t("label.kw-c-shift.kw-dim",null,"Offset",this.offset,"s")),this.note)}takeNote(){
let t=this.note.value.trim();t!==(this.noted||"")&&this.act.note(this.item.label,t)}takeOffset(){let t=Number(this.offset.value);Number.isFinite(t)&&this.act.shift(
this.item.label,Math.round(Math.min(Ot,Math.max(-Ot,t))*1e3)/1e3)}update(t){let e=!this.seen;this.item=t,this.seen=!0,this.badge.hidden=!t.badge,m(this.badge,t.
badge),m(this.price,t.price),this.price.hidden=!t.price;let{h:i}=this.ctx;this.settings.replaceChildren(...t.settings.map(([s,n])=>i("span",null,`${s} `,i("b",null,
n)))),this.settings.hidden=!t.settings.length,this.video.hidden=!t.clip,this.sound.hidden=!t.clip,t.clip?this.loading||this.load():this.paintComing(e)}async paintComing(t){
let{item:e}=this;m(this.words,e.words);let i=typeof e.fraction=="number";if(this.bar.hidden=e.over,this.bar.classList.toggle("kw-unknown",!i),this.fill.style.width=
i?`${e.fraction*100}%`:"",i&&this.bar.setAttribute("aria-valuenow",String(Math.round(e.fraction*100))),!t)return;let s=await this.ctx.channel.request("still",{key:this.
key});this.ctx.signal.aborted||this.ctx.scope.signal.aborted||this.item.clip||!s.parts?.length||(this.picture=this.ctx.scope.hold(new Blob([s.parts[0]],{type:"i\
mage/jpeg"})),this.still.src=this.picture.href,this.still.hidden=!1)}async load(){this.loading=!0;let{clip:t}=this.item;this.bar.hidden=!0,m(this.words,"");try{
let{href:e}=await $t(this.ctx,this.video,{key:this.key,clip:t,signal:this.stop.signal,onProgress:(i,s)=>m(this.words,`Fetching the clip · ${X(i,s)}`)});if(this.
stop.signal.aborted)return;m(this.words,e?"":`This browser cannot play the clip. It is safe on disk: ${t.path}`),e&&this.show()}catch(e){m(this.words,e.message&&
`${e.message} ${t.path}`)}}show(){this.still.hidden=!0,this.picture?.free();let{clip:t}=this.item;this.letGo=this.playback.add(this.key,this.video,{duration:t.duration,
fps:t.fps,offset:this.shifted||0}),this.act.arrived()}paint({winner:t,rating:e,note:i,offset:s,heard:n}){let r=t===this.item.label;this.el.classList.toggle("kw-\
c-won",r),this.winner.setAttribute("aria-pressed",String(r)),this.caption.classList.toggle("kw-c-won",r),this.stars.forEach((l,c)=>{l.classList.toggle("kw-c-on",
c<e),l.setAttribute("aria-pressed",String(c+1===e))}),this.noted=i,this.note.value!==i&&this.ctx.active()!==this.note&&(this.note.value=i),this.ctx.active()!==this.
offset&&(this.offset.value=String(Math.round(s*1e3)/1e3)),this.shifted=s,this.playback.setOffset(this.key,s);let a=n===this.key;(this.sound.getAttribute("aria-p\
ressed")!==String(a)||!this.sound.title)&&(this.sound.setAttribute("aria-pressed",String(a)),this.sound.title=a?"Silence":"Hear this one",this.sound.setAttribute(
"aria-label",`${this.sound.title}: ${this.item.label}`),this.sound.replaceChildren(b(a?"sound":"quiet")))}paintPrompt(t){let{h:e}=this.ctx;this.prompt.hidden=!t.
length,this.prompt.replaceChildren(...t.map(({text:i,marked:s})=>s?e("mark.kw-c-mark",null,i):i))}end(){this.stop.abort(),this.letGo?.(),this.video.pause(),this.
video.removeAttribute("src"),this.video.load(),this.forget(),this.el.remove(),this.caption.remove()}};var he=560,ce=.002,B=class{constructor(t,e){this.ctx=t,this.changed=e,this.view={scale:1,x:0,y:0},this.split=.5,this.pointers=new Map;let{h:i}=t;this.left=i("sp\
an.kw-c-corner"),this.right=i("span.kw-c-corner.kw-c-corner-right"),this.divider=i("div.kw-c-divider",{role:"slider",tabindex:0,"aria-label":"Divider","aria-ori\
entation":"horizontal","aria-valuemin":0,"aria-valuemax":100,"data-lm-suppress-shortcuts":"true",onkeydown:s=>this.moveByKey(s)},i("span.kw-c-grip")),this.overlay=
i("div.kw-c-overlay",null,this.left,this.right,this.divider),this.cells=i("div.kw-c-cells"),this.captions=i("div.kw-c-captions"),this.box=i("div.kw-c-box",null,
this.cells,this.overlay),this.el=i("div.kw-c-stage",null,this.box,this.captions),this.listen()}put(t){this.cells.replaceChildren(...t.map(e=>e.el)),this.captions.
replaceChildren()}paint({arrangement:t,cards:e,gain:i,width:s,height:n}){let r=P(t);this.stacked=r;let[a,l]=e,c=a?.item.clip||a?.item.still,u=c?.width&&c?.height?
c.width/c.height:16/9,d=dt({arrangement:t,count:Math.max(1,e.length),ratio:u,width:s,height:n||he});this.el.dataset.arrangement=t,this.el.style.setProperty("--k\
w-c-columns",String(r?Math.min(2,e.length):d.columns)),this.el.style.setProperty("--kw-c-wide",`${d.width}px`),this.el.style.setProperty("--kw-c-high",`${d.height}\
px`),this.cells.style.filter=t==="difference"&&i>1?`brightness(${i})`:"";let k=r||!ut(d.width);e.forEach((v,M)=>this.paintCard(v,M,{stacked:r,apart:k})),this.overlay.
hidden=!r||e.length<2,this.divider.hidden=t!=="wipe",m(this.left,t==="wipe"?a?.item.label||"":`${a?.item.label} − ${l?.item.label}`),m(this.right,t==="wipe"&&
l?.item.label||""),this.right.hidden=t!=="wipe",this.second=l,this.paintSplit(),this.paintView(e)}paintCard(t,e,{stacked:i,apart:s}){t.el.style.order=String(e),
t.caption.style.order=String(e);let n=s?this.captions:t.el;t.caption.hidden=i&&e>1,t.caption.parentNode!==n&&n.append(t.caption),t.frame.style.zIndex=i?String(e):
"",t.frame.classList.toggle("kw-c-unseen",i&&e>1),t.frame.classList.toggle("kw-c-second",i&&e===1),t.frame.style.clipPath=""}paintSplit(){let t=Math.round(this.
split*1e3)/10;this.divider.style.insetInlineStart=`${t}%`,this.divider.setAttribute("aria-valuenow",String(Math.round(t))),this.second&&!this.divider.hidden&&(this.
second.frame.style.clipPath=`inset(0 0 0 ${t}%)`)}paintView(t){let e=wt(this.view);for(let i of t)i.video.style.transform=e;this.box.classList.toggle("kw-c-zoom\
ed",this.view.scale>1)}zoom(t,e=0,i=0){this.view=t?Z(this.view,t,e,i):{scale:1,x:0,y:0},this.changed()}moveByKey(t){let e=kt(this.split,t.key,t.shiftKey);e===null||
t.ctrlKey||t.metaKey||t.altKey||(t.preventDefault(),t.stopPropagation(),this.split=e,this.paintSplit())}listen(){let t=(e,i,s)=>this.box.addEventListener(e,i,{signal:this.
ctx.signal,...s});t("wheel",e=>{if(!(e.ctrlKey||e.metaKey)||!this.frameOf(e))return;e.preventDefault();let{x:i,y:s}=this.at(e,this.frameOf(e));this.zoom(Math.exp(
-e.deltaY*ce*(e.deltaMode===1?16:1)),i,s)},{passive:!1}),t("pointerdown",e=>this.down(e)),t("pointermove",e=>this.move(e));for(let e of["pointerup","pointercanc\
el"])t(e,i=>this.up(i))}frameOf(t){return t.target.closest(".kw-c-frame")||(this.stacked?this.cells.querySelector(".kw-c-frame"):null)}at(t,e){let i=e.getBoundingClientRect();
return{x:(t.clientX-i.left)/i.width-.5,y:(t.clientY-i.top)/i.height-.5}}down(t){let e=this.frameOf(t);if(!e||t.button>0)return;let i=!!t.target.closest(".kw-c-d\
ivider");this.pointers.set(t.pointerId,{frame:e,...this.at(t,e)}),this.dragging=i||this.el.dataset.arrangement==="wipe"&&this.view.scale===1,this.box.setPointerCapture(
t.pointerId),this.dragging&&this.pointers.size===1&&this.moveSplit(t,e)}move(t){let e=this.pointers.get(t.pointerId);if(!e)return;let i=this.at(t,e.frame);this.
pointers.size===2?this.pinch(t.pointerId,e,i):this.dragging?this.moveSplit(t,e.frame):this.view.scale>1&&(this.view=J(this.view,i.x-e.x,i.y-e.y),this.changed()),
this.pointers.set(t.pointerId,{...e,...i})}up(t){this.pointers.delete(t.pointerId)}moveSplit(t,e){let i=e.getBoundingClientRect();this.split=gt(t.clientX-i.left,
i.width),this.paintSplit(),t.type==="pointerdown"&&this.divider.focus({preventScroll:!0})}pinch(t,e,i){let s=[...this.pointers].find(([r])=>r!==t)[1],n=r=>({x:(r.
x+s.x)/2,y:(r.y+s.y)/2,distance:Math.hypot(r.x-s.x,r.y-s.y)});this.view=mt(this.view,n(e),n(i)),this.changed()}};var pe=[1,2,4,8,16,32];function W(o){let t=Math.max(0,Math.floor(o*100+1e-6));return`${At(Math.floor(t/100))}.${String(t%100).padStart(2,"0")}`}var K=class{constructor(t,e,i){
this.ctx=t,this.playback=e,this.act=i;let{h:s}=t;this.play=this.tool("play","Play","Space",()=>e.toggle()),this.line=s("input.kw-c-line-of-time",{type:"range",min:0,
max:1,step:.001,value:"0","aria-label":"Time",oninput:()=>e.scrub(Number(this.line.value)),onchange:()=>e.letGo()}),this.time=s("span.kw-c-time",null),this.frame=
s("span.kw-c-count.kw-dim",{title:"Frame of the clip with the most frames a second"}),this.speed=s("select.kw-input.kw-c-speed",{"aria-label":"Speed",title:"Spe\
ed (J slower, L faster)",onchange:()=>e.setSpeed(Number(this.speed.value))},S.map(r=>s("option",{value:String(r)},`${r}×`))),this.loop=this.tool("loop","Loop",
"R",()=>i.loop()),this.gain=s("select.kw-input.kw-c-gain",{"aria-label":"Gain",title:"Makes small differences visible",onchange:()=>i.setGain(Number(this.gain.value))},
pe.map(r=>s("option",{value:String(r)},`gain ${r}×`))),this.ways=N.map(([r,a])=>s("button.kw-c-way",{type:"button","aria-pressed":"false",onclick:()=>i.arrange(
r)},a)),this.left=this.choice("Left",0),this.right=this.choice("Right",1),this.pair=s("span.kw-c-group.kw-c-pair",null,this.left,this.tool("swap","Swap","S",()=>i.
swap()),this.right),this.fit=s("button.kw-button.kw-quiet.kw-c-fit",{type:"button",title:"Show all of it (0)",onclick:()=>i.fit()}),this.zoom=s("span.kw-c-group",
null,this.tool("minus","Zoom out","−",()=>i.zoomOut()),this.fit,this.tool("plus","Zoom in","+",()=>i.zoomIn())),this.full=this.tool("full","Full screen","F",()=>i.
full()),this.help=s("button.kw-tool.kw-c-ask",{type:"button",title:"Keys (?)","aria-label":"Keys",onclick:()=>i.help()},"?");let n=(r,a,l)=>s("button.kw-button.\
kw-quiet",{type:"button","aria-label":r,onclick:()=>i.turn(l)},a);this.before=n("Clips before","‹",-1),this.after=n("Clips after","›",1),this.where=s("span.\
kw-c-time"),this.pages=s("span.kw-c-group.kw-c-pages",null,this.before,this.where,this.after),this.el=this.layout()}layout(){let{h:t}=this.ctx;return t("div.kw-\
c-transport",{role:"group","aria-label":"Playback"},t("div.kw-c-group.kw-c-run",null,this.play,this.tool("previous","Frame back",",",()=>this.playback.step(-1)),
this.tool("next","Frame forward",".",()=>this.playback.step(1)),this.line,this.time,this.frame),t("div.kw-c-group.kw-c-rest",null,t("span.kw-c-group",null,this.
speed,this.loop),t("span.kw-c-ways",{role:"group","aria-label":"Arrangement"},this.ways),this.pair,this.gain,this.zoom,this.pages,t("span.kw-c-group",null,this.
full,this.help)))}tool(t,e,i,s){return this.ctx.h("button.kw-tool",{type:"button",title:`${e} (${i})`,"aria-label":e,onclick:s},b(t))}choice(t,e){return this.ctx.
h("select.kw-input.kw-c-side",{"aria-label":t,onchange:i=>this.act.choose(e,i.target.value)})}paintTime({playing:t,time:e,length:i,fps:s,speed:n,loop:r}){let a=C(
e,s)/s,l=t?"Pause":"Play";this.play.getAttribute("aria-label")!==l&&(this.play.setAttribute("aria-label",l),this.play.title=`${l} (Space)`,this.play.replaceChildren(
b(t?"pause":"play"))),this.line.max=String(i||1),this.line.value=String(a),this.line.disabled=!i,this.line.style.setProperty("--kw-done",`${i?a/i*100:0}%`),this.
line.setAttribute("aria-valuetext",`${W(a)} of ${W(i)}`),m(this.time,`${W(a)} / ${W(i)}`),m(this.frame,i?`frame ${C(a,s)}`:""),this.speed.value!==String(n)&&(this.
speed.value=String(n)),this.loop.setAttribute("aria-pressed",String(r))}paint({arrangement:t,cards:e,gain:i,view:s,page:n,pages:r,most:a}){let l=P(t);this.ways.
forEach((c,u)=>{c.setAttribute("aria-pressed",String(N[u][0]===t)),c.hidden=e.length<2&&u>0}),this.pair.hidden=!l||e.length<2,this.gain.hidden=t!=="difference",
this.gain.value=String(i),this.fillSide(this.left,e,0),this.fillSide(this.right,e,1),m(this.fit,`${Math.round(s.scale*100)} %`),this.full.hidden=!this.ctx.page.
fullscreenEnabled,this.paintPages(n,r,a)}fillSide(t,e,i){let{h:s}=this.ctx,n=[...e].sort((r,a)=>r.number-a.number);(n.length!==t.options.length||n.some((r,a)=>r.
key!==t.options[a].value))&&t.replaceChildren(...n.map(r=>s("option",{value:r.key},r.item.label))),e[i]&&(t.value=e[i].key),t.hidden=e.length<3}paintPages(t,e,i){
let[s,n]=e[t];this.pages.hidden=e.length<2,this.before.disabled=!e[t-1],this.after.disabled=!e[t+1],m(this.where,`${s+1}–${n} of ${i}`)}};var Ct=[{keys:[" ","k"],shown:"Space, K",words:"Play or pause",act:"toggle"},{keys:["home"],shown:"Home",words:"To the start",act:"first"},{keys:["arrowleft"],shown:"\
←",words:"1 second back",act:"back"},{keys:["arrowright"],shown:"→",words:"1 second on",act:"on"},{keys:[",","<"],shown:",",words:"1 frame back",act:"frameB\
ack"},{keys:[".",">"],shown:".",words:"1 frame on",act:"frameOn"},{keys:["j"],shown:"J",words:"Slower",act:"slower"},{keys:["l"],shown:"L",words:"Faster",act:"f\
aster"},{keys:["r"],shown:"R",words:"Loop on or off",act:"loop"},{keys:["m"],shown:"M",words:"Sound of the next one, or none",act:"nextSound"},{keys:["1","2","3",
"4"],shown:"1 – 4",words:"Pick the winner",act:"pick"},{keys:["s"],shown:"S",words:"Swap the first two",act:"swap"},{keys:["w"],shown:"W",words:"Next arrangem\
ent",act:"nextArrangement"},{keys:["f"],shown:"F",words:"Full screen",act:"full"},{keys:["+","="],shown:"+",words:"Zoom in",act:"zoomIn"},{keys:["-"],shown:"−",
words:"Zoom out",act:"zoomOut"},{keys:["0"],shown:"0",words:"Show all of it",act:"fit"},{keys:["?"],shown:"?",words:"This help",act:"help"}];function de({key:o,
ctrlKey:t,metaKey:e,altKey:i,isComposing:s},n){if(t||e||i||s||!o)return null;let r=Ct.find(({keys:a})=>a.includes(o.toLowerCase()));return!r||!n?r||null:n.tag===
"INPUT"&&n.type!=="range"||n.tag==="SELECT"||n.tag==="TEXTAREA"||n.tag==="BUTTON"&&o===" "||n.type==="range"&&/^(Arrow|Home)/.test(o)?null:r}function Nt(o,t,e){
t.addEventListener("keydown",i=>{let{tagName:s,type:n}=i.target;if(i.key==="Escape"&&e.closeHelp())return i.stopPropagation();let r=de(i,{tag:s,type:n});r&&(i.preventDefault(),
i.stopPropagation(),e[r.act](i.key))},{signal:o.signal})}function Pt(o,t){let{h:e}=o,i=e("button.kw-tool",{type:"button","aria-label":"Close",onclick:()=>r.close()},
b("close")),s=Ct.map(({shown:a,words:l})=>[e("dt",null,e("kbd",null,a)),e("dd",null,l)]),n=e("div.kw-c-help",{role:"dialog","aria-label":"Keys",hidden:!0},e("di\
v.kw-c-line",null,e("strong",null,"Keys"),i),e("dl",null,s),e("p.kw-dim",null,"Keys work while the focus is on the comparison: click it once. Ctrl or ⌘ with the\
 wheel, or two fingers, zoom; then drag to move the pictures. On the divider ← and → move it, with Shift faster.")),r={el:n,toggle(){if(!n.hidden)return r.close();
n.hidden=!1,i.focus()},close(){return n.hidden?!1:(n.hidden=!0,t(),!0)}};return r}var ue=["winner","ratings","notes","offsets","arrangement"];function Rt({model:o,el:t},e){let i=z(),s=st(o,i),n=`kw-kept-${String(o.get("_kept")).replace(/\W/g,
"")}`,r=e(o,{scope:i,h:i.h,signal:i.signal,page:t.ownerDocument,channel:s,keptClass:n}),a=[i.h("style",null,`.${n}{display:none}`),r.el];return t.classList.add(
"kw-root"),t.append(...a),r.start(),()=>{r.end(),i.end();for(let l of a)l.remove()}}var U=class{constructor(t,e){let i={...e},{scope:s,page:n}=i;this.ctx=i,this.
model=t,this.traits=ot(t,s),this.heartbeat=i.heartbeat||nt(i),i.active=()=>this.el.getRootNode().activeElement,this.page=0,this.gain=4,this.cards=[],this.playback=
Mt(s,n,()=>this.paintTime()),this.viewport=new B(i,()=>this.paint()),this.acts=this.makeActs(),this.transport=new K(i,this.playback,this.acts),this.help=Pt(i,()=>this.
el.focus()),this.empty=i.h("p.kw-dim",{hidden:!0},"There is no clip to compare yet."),this.live=i.h("p.kw-hidden",{role:"status","aria-live":"polite"}),this.el=
i.h("section.kw.kw-compare",{"aria-label":"Compare clips",tabindex:0,"data-lm-suppress-shortcuts":"true"},this.empty,this.viewport.el,this.transport.el,this.help.
el,this.live),Nt(i,this.el,this.acts)}start(){let{ctx:t,model:e}=this;q(e,t.scope,["items"],()=>this.takeItems(e.get("items"))),q(e,t.scope,ue,()=>this.paint()),
t.channel.on("items",({items:s})=>this.takeItems(s));let i=new ResizeObserver(()=>this.paint());i.observe(this.el),t.scope.onEnd(()=>i.disconnect()),t.page.addEventListener(
"fullscreenchange",()=>this.paint(),{signal:t.signal}),this.takeItems(e.get("items"))}end(){this.dropCards(),this.traits.flush()}takeItems(t){this.items=t,this.
pages=yt(t.length),this.page=Math.min(this.page,this.pages.length-1);let[e,i]=this.pages[this.page],s=t.slice(e,i);if(s.length===this.cards.length&&s.every(a=>this.
cards.some(l=>l.key===a.key)))for(let a of s)this.cards.find(l=>l.key===a.key).update(a);else this.deal(s);let r=bt(s.map(a=>a.prompt));s.forEach((a,l)=>this.cards.
find(c=>c.key===a.key).paintPrompt(a.prompt?r[l]:[])),this.heartbeat.heard(t.some(a=>!a.clip&&!a.over)),this.paint()}deal(t){this.playback.reset(),this.dropCards(),
this.cards=t.map((e,i)=>new G(this.ctx,this.playback,e,i+1,this.acts)),this.viewport.put(this.cards)}dropCards(){for(let t of this.cards)t.takeNote();for(let t of this.
cards)t.end()}makeActs(){let{playback:t}=this,e=(s,n,r,a)=>{let{[n]:l,...c}=this.model.get(s);this.choose(s,r===a?c:{...c,[n]:r})},i=s=>this.choose("arrangement",
s);return{toggle:()=>t.toggle(),back:()=>t.jump(-1),on:()=>t.jump(1),frameBack:()=>t.step(-1),frameOn:()=>t.step(1),first:()=>t.jump(-1/0),slower:()=>t.setSpeed(
V(t.state().speed,-1)),faster:()=>t.setSpeed(V(t.state().speed,1)),loop:()=>t.setLoop(!t.state().loop),hear:s=>t.hear(t.state().heard===s?"":s),nextSound:()=>{let s=[
...this.cards.filter(n=>n.item.clip).map(n=>n.key),""];t.hear(s[(s.indexOf(t.state().heard)+1)%s.length])},win:s=>{this.choose("winner",this.model.get("winner")===
s?"":s),m(this.live,this.model.get("winner")?`Winner: ${s}`:"No winner")},pick:s=>{let n=this.cards.find(({number:r})=>String(r)===s);n&&this.acts.win(n.item.label)},
rate:(s,n)=>e("ratings",s,this.model.get("ratings")[s]===n?0:n,0),note:(s,n)=>e("notes",s,n,""),shift:(s,n)=>e("offsets",s,n,0),swap:()=>this.stand(0,this.cards[1]),
choose:(s,n)=>this.stand(s,this.cards.find(r=>r.key===n)),arrange:i,nextArrangement:()=>{let s=N.map(([n])=>n);i(s[(s.indexOf(this.model.get("arrangement"))+1)%
s.length])},setGain:s=>(this.gain=s,this.paint()),zoomIn:()=>this.viewport.zoom(1.5),zoomOut:()=>this.viewport.zoom(1/1.5),fit:()=>this.viewport.zoom(0),full:()=>this.
fillScreen(),turn:s=>{this.page+=s,this.takeItems(this.items),this.el.focus({preventScroll:!0})},help:()=>this.help.toggle(),closeHelp:()=>this.help.close(),arrived:()=>this.
paint()}}choose(t,e){this.traits.set(t,e),this.paint()}stand(t,e){let i=this.cards.indexOf(e);if(i<0||t===i)return;let s=[...this.cards];[s[t],s[i]]=[s[i],s[t]],
this.cards=s,this.paint()}fillScreen(){let{page:t}=this.ctx;t.fullscreenElement?t.exitFullscreen():this.el.requestFullscreen?.().catch(()=>{})}paint(){let{model:t,
cards:e,viewport:i}=this,s=this.ctx.page.fullscreenElement===this.el,n=e.length>1?t.get("arrangement"):"grid";this.empty.hidden=e.length>0,i.el.hidden=this.transport.
el.hidden=!e.length;let r=getComputedStyle(this.el),a=this.el.clientWidth-parseFloat(r.paddingLeft)-parseFloat(r.paddingRight),l=s?this.el.clientHeight-this.transport.
el.offsetHeight-48:0;a>0&&i.paint({arrangement:n,cards:e,gain:this.gain,width:a,height:l}),this.transport.paint({arrangement:n,cards:e,gain:this.gain,view:i.view,
page:this.page,pages:this.pages,most:this.items.length}),this.paintCards(),this.paintTime()}paintCards(){let[t,e,i]=["ratings","notes","offsets"].map(n=>this.model.
get(n)||{}),{heard:s}=this.playback.state();for(let n of this.cards){let{label:r}=n.item;n.paint({winner:this.model.get("winner"),rating:t[r]||0,note:e[r]||"",offset:i[r]||
0,heard:s})}}paintTime(){let t=this.playback?.state();!t||!this.transport||(this.transport.paintTime(t),this.el.dataset.state=t.playing?t.holding?"holding":"pla\
ying":"paused",t.heard!==this.heard&&(this.heard=t.heard,this.paintCards()))}};var fe=o=>Rt(o,(t,e)=>new U(t,e)),oi={render:fe};export{oi as default};
