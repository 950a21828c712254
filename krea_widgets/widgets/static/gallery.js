/* made by "npm run build" from sources 18f1a84c1ed04670 */
function H(n,t){let e=new Map,s=new Map,i=0;function o(l,r){if(!l||l.view&&l.view!==t.token)return;let c=(r||[]).map(gt),h=l.id&&l.view?e.get(l.id):null;if(h)h(
l,c);else for(let f of s.get(l.kind)||[])f(l,c)}let a={newId:()=>`${t.token}-${++i}`,send(l,r={},c=void 0){n.send({kind:l,view:t.token,...r},void 0,c)},on(l,r){
s.set(l,[...s.get(l)||[],r])},follow(l,r){return e.set(l,r),()=>e.delete(l)},request(l,r={},c=void 0){let h=a.newId();return new Promise(f=>{a.follow(h,(w,b)=>{
e.delete(h),f({...w,parts:b})}),a.send(l,{...r,id:h},c)})}};return n.on("msg:custom",o),t.onEnd(()=>{n.off("msg:custom",o),e.clear(),s.clear()}),a}function I(n,t,e,s=3e3){e()||(t(),n.later(()=>I(n,t,e,2*s),s))}function gt(n){return n instanceof ArrayBuffer?new Uint8Array(n):new Uint8Array(n.buffer,n.byteOffset,n.byteLength)}var z="http://www.w3.org/2000/svg",mt={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M1\
0.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10\
M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l-\
5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM1\
0.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-2\
.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},wt=["button","select","summary",
"a","video","pre"],kt=["radio","range","checkbox","file"];function yt(n){return function(e,s,...i){let[o,...a]=e.split("."),l=document.createElement(o);a.length&&
(l.className=a.join(" ")),o==="button"&&l.setAttribute("type","button"),(wt.includes(o)||kt.includes(s?.type))&&(l.dataset.lmSuppressShortcuts="true");for(let[r,
c]of Object.entries(s||{}))c==null||c===!1||(r.startsWith("on")?l.addEventListener(r.slice(2),c,{signal:n}):r==="value"||r==="checked"||r==="muted"||r==="indete\
rminate"?l[r]=c:l.setAttribute(r,c===!0?"":String(c)));return l.append(...i.flat(2).filter(r=>r!=null&&r!==!1)),l}}function y(n){let t=document.createElementNS(
z,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(z,"path");return e.
setAttribute("d",mt[n]),t.append(e),t}function W(){let n=new AbortController,t=new Set,e={signal:n.signal,h:yt(n.signal),token:Math.random().toString(36).slice(
2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let o=setTimeout(()=>{t.delete(a),s()},i),a=()=>clearTimeout(o);return e.onEnd(a)},every(s,i){let o=setInterval(
s,i);return e.onEnd(()=>clearInterval(o))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){n.abort();for(let s of t)
s();t.clear()}};return e}function d(n,t){n.textContent!==t&&(n.textContent=t)}function x(){return!!window.matchMedia?.("(prefers-reduced-motion: reduce)").matches}async function j(n,t){try{return await navigator.clipboard.writeText(n),!0}catch{
let e=document.createElement("textarea");e.value=n,e.className="kw-hidden",t.append(e),e.select();let s=document.execCommand("copy");return e.remove(),s}}function G(n,t,e){let{h:s,signal:i}=n,o=t.map(h=>bt(s,h)),a=()=>o.filter(({box:h})=>h.checked&&!h.disabled).map(({name:h})=>h),l=s("span.kw-dim",{role:"status"}),
r=s("button.kw-button",{onclick:async()=>{r.disabled=!0;let h=await e(a());d(l,h.kind==="problem"?h.message:"In the form now. Nothing was sent."),r.disabled=!1}},
"Put into the form"),c=()=>r.disabled=!a().length;for(let{box:h}of o)h.addEventListener("change",c,{signal:i});return c(),s("div.kw-stack",null,s("div",{role:"g\
roup","aria-label":"Fields for the form"},o.map(({el:h})=>h)),s("div.kw-line",null,r,l))}function bt(n,{name:t,label:e,now:s,then:i,same:o,message:a}){let l=n("\
input",{type:"checkbox",checked:!o&&!a,disabled:o||!!a}),r=o?n("span.kw-dim",null,`${i||"none"} · the same`):n("span.kw-preview-change",null,s&&n("del",null,s),
s&&" ",n("ins",null,i||"none"),a&&n("span.kw-dim",null,` ${a}`));return{name:t,box:l,el:n("label.kw-preview-field",null,l,n("span.kw-dim",null,e),r)}}function M(n,t,e){let s=n.h("button.kw-link",{onclick:async()=>{d(s,await j(e(),s.parentNode)?"Copied":"The page cannot copy here"),n.scope.later(()=>d(s,t),2e3)}},
t);return s}function vt(n,t,e,s=()=>{}){let i=a=>{e.hidden=!a,o.setAttribute("aria-expanded",String(a)),s(a)},o=n.h("button.kw-link",{onclick:()=>i(e.hidden)},t);
return e.hidden=!0,o.setAttribute("aria-expanded","false"),{toggle:o,el:e,isOpen:()=>!e.hidden,open:i}}function K(n,{key:t,linked:e}){let{h:s,channel:i}=n,o=s("\
pre.kw-pre",{tabindex:0,"aria-label":"The call"}),a=s("div"),l=M(n,"Copy call",()=>o.textContent),r=vt(n,"Use these settings",s("div.kw-settings-use",null,a,o,l),
async c=>{if(a.replaceChildren(),!c||!e())return;let h=t(),f=await i.request("preview",{key:h});h!==t()||!r.isOpen()||a.replaceChildren(f.kind==="preview"?G(n,f.
fields,w=>i.request("apply",{key:h,names:w})):s("p.kw-error",null,f.message||""))});return{toggle:r.toggle,el:r.el,close:()=>r.open(!1),setCall(c){d(o,c),r.toggle.
hidden=!c}}}function _(n,t,e,s){for(let i of e)n.on(`change:${i}`,s),t.onEnd(()=>n.off(`change:${i}`,s))}function Y({model:n,el:t},e){let s=W(),i={model:n,scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:H(n,s),fallbackClass:`kw-fallback-${String(n.get("_\
fallback_id")).replace(/\W/g,"")}`,active:()=>t.getRootNode().activeElement},o=e(i),a=[s.h("style",null,`.${i.fallbackClass}{display:none}`),o.el];return t.classList.
add("kw-root"),t.append(...a),o.start(),()=>{o.end(),s.end();for(let l of a)l.remove()}}function Z(n){let t=Math.max(0,Math.floor(n)),e=a=>String(a).padStart(2,"0"),[s,i,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(o)}`:
`${i}:${e(o)}`}function Q(n){let t=new Date(n),e={day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"};return n&&!isNaN(t.getTime())?t.toLocaleString("e\
n-GB",e):""}var J=[[1e9,"GB"],[1e6,"MB"],[1e3,"KB"]];function X(n,[t,e]){let s=n/t;return e==="KB"||s>=100?String(Math.round(s)):String(Math.round(s*10)/10)}function xt(n){
return J.find(([t])=>n>=t)||J[2]}function tt(n,t){let e=xt(t);return`${X(n,e)} of ${X(t,e)} ${e[1]}`}async function et(n,t,{onProgress:e=()=>{},signal:s}={}){let i=[],o=0;for(;;){let a=await n.request("download",{key:t,offset:o});if(s?.aborted)throw new Error("");
if(a.kind!=="chunk")throw new Error(a.message||"The clip cannot be read.");let l=a.parts[0];if(i.push(l),o+=l.byteLength,e(o,a.total),o>=a.total||!l.byteLength)
break}return new Blob(i,{type:"video/mp4"})}var Mt=8,Tt=150;function St(n,t){if(!t)return"";let e=`/${decodeURIComponent(t)}`;for(let s of n.querySelectorAll("video, video source")){let i=new URL(s.src||"\
about:blank","about:blank");if(i.protocol.startsWith("http")&&decodeURIComponent(i.pathname).endsWith(e))return s.src}return""}async function $t(n,t,e){for(let s=0;e&&
s<Mt&&!n.signal.aborted;s++){for(let i of document.getElementsByClassName(t)){let o=St(i,e);if(o)return o}await new Promise(i=>n.later(i,Tt))}return""}function st(n,t,e){
return new Promise(s=>{let i=new AbortController,o=a=>()=>{i.abort(),s(a)};n.addEventListener("loadedmetadata",o(!0),{signal:i.signal}),n.addEventListener("erro\
r",o(!1),{signal:i.signal}),e?.addEventListener("abort",o(!1),{signal:i.signal}),n.src=t})}function it(n){n.pause(),n.removeAttribute("src"),n.load()}async function Ct(n,t,{
key:e,clip:s,signal:i,onProgress:o}){let{scope:a,channel:l}=n,r={href:"",free(){}},c=n.serve?n.serve(s.url):await $t(a,n.fallbackClass,s.url);if(c&&await st(t,c,
i))return{...r,href:c};if(i.aborted||a.signal.aborted)return r;let h=a.hold(await et(l,e,{signal:i,onProgress:o}));return i.addEventListener("abort",h.free,{once:!0}),
await st(t,h.href,i)?h:(h.free(),r)}async function nt(n,t,e,{key:s,clip:i,signal:o}){let a={href:"",free(){}};try{let r=await Ct(n,t,{key:s,clip:i,signal:o,onProgress:(c,h)=>d(
e,`Downloading the clip · ${tt(c,h)}`)});return o.aborted||n.scope.signal.aborted?a:(d(e,r.href?"":`This browser cannot play the clip. It is safe on disk: ${i.
path}`),r)}catch(l){let{message:r}=l;return d(e,r&&`${r} Path: ${i.path}`),a}}var ot="krea-widgets-probe.mp4";function A(n,t){if(!t||(n.base||=At(document.getElementsByClassName(n.fallbackClass)),!n.base))return"";let e=new URL(n.base);return e.
pathname=e.pathname.slice(0,-ot.length)+t,e.href}function At(n){for(let t of n)for(let e of t.querySelectorAll("video"))if(/^https?:/.test(e.src)&&new URL(e.src).
pathname.endsWith(ot))return e.src;return""}function E(n,t,e,s=n.h("p")){let i=new AbortController;return nt(n,t,s,{key:e.key,clip:e,signal:i.signal}),()=>{i.abort(),
it(t)}}var Et=[["newest","Newest"],["longest","Longest"],["price","Price"],["rating","Rating"]],rt=3,Lt=120;function at(n,t){let{h:e,scope:s}=n,i={backend:"",model:"",
rated:!1,winner:!1,failed:!1,deleted:!1},o=new Map,a={all:0,backends:{},models:[],rated:0,winner:0,failed:0,deleted:0},l=!1,r=null,c="",h=e("input.kw-input.kw-g\
-search",{type:"search",placeholder:"Search prompt, model or file","aria-label":"Search",autocomplete:"off",spellcheck:"false",maxlength:500,oninput:()=>{r?.(),
r=s.later(S,Lt)}}),f=e("select.kw-input.kw-g-sort",{"aria-label":"Order",onchange:S},Et.map(([u,g])=>e("option",{value:u},g))),w=e("div.kw-line.kw-g-chips",{role:"\
group","aria-label":"Filters"}),b=e("button.kw-link.kw-g-more",{"aria-expanded":"false",onclick:()=>(l=!l,$())});function S(){r?.();let u=JSON.stringify(B());u!==
c&&(c=u,t())}function B(){return{...i,text:h.value.trim(),sort:f.value}}function ft(u,g){i[u]=i[u]===g?typeof g=="string"?"":!1:g,(u==="failed"||u==="deleted")&&
(i[u==="failed"?"deleted":"failed"]=!1),$(),S()}function v(u,g,C,k){let p=`${u} ${g}`;if(!o.has(p)){let q=e("span.kw-dim");o.set(p,{el:e("button.kw-chip",{onclick:()=>ft(
u,g)},e("span.kw-g-chip-text",null,C),q),number:q})}let{el:m,number:P}=o.get(p);return d(P,String(k)),m.setAttribute("aria-pressed",String(i[u]===g)),m}function $(){
let u=Object.keys(a.backends).sort(),g=a.models.length>1||i.model?a.models:[],C=g.filter(([p],m)=>l||m<rt||p===i.model),k=[...[["rated","Rated"],["winner","Winn\
er"]].map(([p,m])=>(a[p]||i[p])&&v(p,!0,m,a[p])),...(u.length>1||i.backend?u:[]).map(p=>v("backend",p,p==="krea"?"Krea":"Sandbox",a.backends[p])),...C.map(([p,m,
P])=>v("model",p,m,P)),g.length>rt+1&&b,(a.failed||i.failed)&&v("failed",!0,"Failed",a.failed),(a.deleted||i.deleted)&&v("deleted",!0,"Deleted",a.deleted)].filter(
Boolean);if(d(b,l?"Fewer models":`${g.length-C.length} more models`),b.setAttribute("aria-expanded",String(l)),k.length!==w.children.length||k.some((p,m)=>p!==w.
children[m])){let p=k.includes(n.active())?n.active():null;w.replaceChildren(...k),p?.focus()}w.hidden=!k.length}return c=JSON.stringify(B()),{el:e("div.kw-stac\
k.kw-g-filters",{role:"search"},e("div.kw-g-ask",null,h,f),w),query:B,isNarrow:()=>!!(h.value.trim()||Object.values(i).some(Boolean)),reset(){h.value="";for(let u of Object.
keys(i))i[u]=typeof i[u]=="string"?"":!1;$(),S(),h.focus()},paint:u=>(a=u,$())}}function lt(n,{label:t="",rate:e,win:s,key:i=""}){let o=t&&`: ${t}`,a=[1,2,3,4,5].map(r=>n("button.kw-star",{"aria-label":`${r} of 5 stars${o}`,onclick:()=>e(r)},
y("star"))),l=n("button.kw-button.kw-quiet.kw-winner",{"aria-label":t?`Winner${o}`:null,title:i&&`Key ${i}`,onclick:s},"Winner");return{stars:n("span.kw-stars",
{role:"group","aria-label":`Rating${o}`},a),winner:l,paint(r,c){l.setAttribute("aria-pressed",String(c)),a.forEach((h,f)=>{h.classList.toggle("kw-on",f<r),h.setAttribute(
"aria-pressed",String(f+1===r))})}}}function R(n,t,e=16/9){let s=Math.max(1,Math.floor((t+12)/(150+(t>700?40:0)+12))),i=Math.floor((t-(s-1)*12)/s),o=Math.round(i/e)+46,a=[],[l,r]=[0,0];for(let[c,h]of n){
c&&a.push({top:l,height:36,start:r,end:r,day:c,count:h}),l+=c?36:0;for(let f=r+h;r<f;r=Math.min(r+s,f))a.push({top:l,height:o,start:r,end:Math.min(r+s,f),day:c}),
l+=o+12}return{columns:s,wide:i,high:o,gap:12,height:Math.max(0,l-12),lines:a,total:r}}function U({lines:n},t,e){let[s,i]=[0,n.length];for(;s<i;){let a=s+i>>1;n[a].
top+n[a].height<=t?s=a+1:i=a}let o=s;for(;o<n.length&&n[o].top<e;)o++;return n.slice(s,o)}function T(n){return n.length?[n[0].start,n[n.length-1].end]:[0,0]}function F(n,[
t,e],s=120){for(;t<e&&n(t);)t++;for(;t<e&&n(e-1);)e--;return t<e?[t,Math.min(e,t+s)]:null}function L({lines:n},t){return n.find(e=>e.start<=t&&t<e.end)||null}function ht(n,t,e,s){
let i=n.total-1;if(i<0)return null;let o={ArrowLeft:-1,ArrowRight:1}[e];if(o)return Math.min(i,Math.max(0,t+o));if(e==="Home")return 0;if(e==="End")return i;let a={
ArrowUp:-1,ArrowDown:1,PageUp:-Math.max(1,Math.floor(s/n.high)),PageDown:Math.max(1,Math.floor(s/n.high))}[e];if(!a)return null;let l=n.lines.filter(h=>h.end>h.
start),r=l.findIndex(h=>h.start<=t&&t<h.end),c=l[Math.min(l.length-1,Math.max(0,r+a))];return Math.min(c.end-1,c.start+t-l[r].start)}function ct(n,t,e){return n.
top<t?Math.max(0,n.top-36):n.top+n.height>t+e?n.top+n.height-e:t}function dt(n,t){let e=Math.round((Date.parse(t)-Date.parse(n))/864e5);if(e===0)return"Today";if(e===
1)return"Yesterday";let s=n.slice(0,4)===t.slice(0,4)?{}:{year:"numeric"};return new Intl.DateTimeFormat("en-GB",{weekday:"long",day:"numeric",month:"long",timeZone:"\
UTC",...s}).format(Date.parse(n)).replace(",","")}function ut(n){let t=e=>String(e).padStart(2,"0");return`${n.getFullYear()}-${t(n.getMonth()+1)}-${t(n.getDate())}`}var pt=120,Ot=50,Dt=180,Nt=300;function Bt(n){let t=n.rating?`${n.rating} ${n.rating===1?"star":"stars"}`:"",e=n.length?`${n.length} seconds`:"";return[n.prompt||
n.name||"Clip without a prompt",n.title,e,n.price,n.backend==="sandbox"&&"sandbox",t,n.winner&&"winner",D(n)].filter(Boolean).join(", ")}function D(n){return n.
state==="open"?"In progress":n.state!=="done"?{failed:"Failed",cancelled:"Cancelled",uncertain:"Unknown"}[n.state]:n.deleted?"Deleted":n.there?"":"File was move\
d"}var O=class{constructor(t,e){let{h:s,scope:i}=t;this.ctx=t,this.act=e,this.rows=new Map,this.cards=new Map,this.days=new Map,this.chosen=new Map,this.current=
0,this.anchor=0,this.groups=[],this.stopVideo=null,this.list=s("div.kw-g-list",{role:"listbox","aria-multiselectable":"true","aria-label":"Clips","data-lm-suppr\
ess-shortcuts":"true"}),this.el=s("div.kw-g-scroll",{onscroll:()=>this.paintSoon()},this.list);let o=(l,r)=>this.list.addEventListener(l,r,{signal:t.signal});o(
"click",l=>this.click(l)),o("mousedown",l=>l.target.closest(".kw-g-tick")&&l.preventDefault()),o("keydown",l=>this.key(l)),o("focusin",l=>this.indexOf(l)>=0&&this.
setCurrent(this.indexOf(l))),o("pointerover",l=>l.pointerType==="mouse"&&this.hover(this.indexOf(l))),o("pointerleave",()=>this.hover(-1));let a=new ResizeObserver(
()=>this.resize());a.observe(this.el),i.onEnd(()=>a.disconnect()),this.layout=R([],300),this.opened=!1}set(t,e){let s=t.reduce((i,[,o])=>i+o,0);this.groups=t,this.
hover(-1);for(let[i,o]of this.rows)e&&i<s?o.old=!0:this.drop(i);e||(this.current=this.anchor=0),this.resize(e?this.el.scrollTop:0),this.current=Math.min(this.current,
Math.max(0,this.layout.total-1));for(let i of this.cards.keys())this.fill(i);this.paint(),this.ask()}resize(t=null){let e=this.list.clientWidth;if(!e)return;let s=t===
null&&this.layout.lines.length?T(U(this.layout,this.el.scrollTop,this.el.scrollTop+1))[0]:-1;this.layout=R(this.groups,e),this.list.style.height=`${this.layout.
height}px`,t!==null?this.el.scrollTop=t:s>0&&this.el.scrollTop>0&&(this.el.scrollTop=L(this.layout,s)?.top??0);for(let[i,o]of[...this.cards])i<this.layout.total?
this.place(i,o):this.take(i);this.paint()}paintSoon(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.ctx.signal.aborted||this.paint()})}seen(){return U(
this.layout,this.el.scrollTop-pt,this.el.scrollTop+this.el.clientHeight+pt)}paint(){let t=this.seen(),[e,s]=T(t),i=this.list.contains(this.ctx.active())?this.current:
-1;for(let o of[...this.cards.keys()])(o<e||o>=s)&&o!==i&&this.take(o);for(let o=e;o<s;o++)this.cards.has(o)||this.deal(o);this.paintDays(t),!this.cards.has(this.
current)&&s>e&&(this.cards.get(e).tabIndex=0),this.stopAsking?.(),F(o=>this.isFresh(o),[e,s])&&(this.stopAsking=this.ctx.scope.later(()=>this.ask(),Ot))}paintDays(t){
let e=t.filter(s=>s.start===s.end);for(let[s,i]of this.days)e.some(o=>o.day===s)||(i.remove(),this.days.delete(s));for(let s of e){let i=this.days.get(s.day);i||
(i=this.ctx.h("div.kw-g-day",{role:"presentation"},this.ctx.h("span",null,dt(s.day,ut(new Date))),this.ctx.h("span.kw-dim",null,String(s.count))),this.days.set(
s.day,i),this.list.append(i)),i.style.transform=`translateY(${s.top}px)`}}ask(){let t=F(e=>this.isFresh(e),T(this.seen()));t&&this.act.page(...t)}put(t,e,s){let i=[
...s];e.forEach((r,c)=>{this.drop(t+c);let h=r.poster?this.ctx.scope.hold(new Blob([i.shift()],{type:"image/jpeg"})):{href:"",free(){}};this.rows.set(t+c,{row:r,
...h}),this.chosen.has(r.key)&&this.chosen.set(r.key,r),this.cards.has(t+c)&&this.fill(t+c)});let[o,a]=T(this.seen()),l=[...this.rows.keys()].filter(r=>r<o||r>=
a).sort((r,c)=>Math.abs(c-o)-Math.abs(r-o));for(let r of l.slice(0,Math.max(0,this.rows.size-Nt)))this.drop(r);this.ask()}update(t){for(let[e,s]of this.rows)s.row.
key===t.key&&(s.row={...s.row,...t},this.cards.has(e)&&this.fill(e))}isFresh(t){return this.rows.has(t)&&!this.rows.get(t).old}drop(t){this.rows.get(t)?.free(),
this.rows.delete(t)}row(t){return this.rows.get(t)?.row||null}deal(t){let{h:e}=this.ctx,s=e("div.kw-g-card",{role:"option",tabindex:t===this.current?0:-1,"aria-\
posinset":t+1,"data-index":t},e("div.kw-g-pic",null),e("p.kw-g-prompt"),e("p.kw-g-meta"));this.place(t,s),this.cards.set(t,s);let i=[...this.list.children].find(
o=>Number(o.dataset.index)>t);this.list.insertBefore(s,i||null),this.fill(t)}place(t,e){let{wide:s,high:i,gap:o,total:a}=this.layout,l=L(this.layout,t);e.style.
cssText=`width:${s}px;height:${i}px;transform:translate(${(t-l.start)*(s+o)}px,${l.top}px)`,e.setAttribute("aria-setsize",String(a))}take(t){this.playing===t&&this.
hover(-1),this.cards.get(t).querySelector("video")?.removeAttribute("src"),this.cards.get(t).remove(),this.cards.delete(t)}fill(t){let{h:e}=this.ctx,s=this.cards.
get(t),i=this.rows.get(t),[o,a,l]=s.children;if(!i){s.setAttribute("aria-label","Loading");for(let f of s.children)f.replaceChildren();return}let{row:r,href:c}=i;
this.playing===t&&this.hover(-1);let h=D(r);s.setAttribute("aria-label",Bt(r)),s.classList.toggle("kw-g-dull",!!h),o.replaceChildren(this.thumbnail(r,c),e("span\
.kw-g-tick",{"aria-hidden":"true",title:"Select"},y("check")),r.backend==="sandbox"&&e("span.kw-badge.kw-g-badge",null,"sandbox")||"",h&&e("span.kw-g-state",null,
h)||""),d(a,r.prompt||r.name||"(no prompt)"),a.title=r.prompt,l.replaceChildren(e("span.kw-g-facts",null,[r.title,r.length&&`${r.length} s`,r.price].filter(Boolean).
join(" · ")),r.winner&&e("span.kw-g-win",null,"winner")||"",r.rating&&e("span.kw-g-rated",null,"★".repeat(r.rating))||""),this.paintSelected(t)}thumbnail(t,e){
let{h:s}=this.ctx;if(e)return s("img.kw-g-thumbnail",{src:e,alt:"",draggable:"false"});let i=t.there&&A(this.ctx,t.url);return i?s("video.kw-g-thumbnail",{src:`${i}\
#t=0.1`,muted:!0,preload:"metadata",playsinline:!0,tabindex:-1,"aria-hidden":"true"}):y("picture")}paintSelected(t){let e=this.chosen.has(this.row(t)?.key),s=this.
cards.get(t);s.setAttribute("aria-selected",String(e)),s.classList.toggle("kw-g-current",t===this.current&&this.opened)}indexOf(t){let e=t.target.closest?.(".kw\
-g-card");return e?Number(e.dataset.index):-1}setCurrent(t){let e=this.current;this.current=t;for(let[s,i]of this.cards)i.tabIndex=s===t?0:-1;for(let s of[e,t])
this.cards.has(s)&&this.paintSelected(s);this.row(t)&&this.act.current(this.row(t))}goTo(t){let e=L(this.layout,t);e&&(this.el.scrollTop=ct(e,this.el.scrollTop,
this.el.clientHeight),this.cards.has(t)||this.deal(t),this.cards.get(t).focus({preventScroll:!0}),this.paint())}select(t,e){let s=this.row(t);if(s){if(e==="rang\
e")for(let i=Math.min(this.anchor,t);i<=Math.max(this.anchor,t);i++)this.row(i)&&this.chosen.set(this.row(i).key,this.row(i));else this.chosen.delete(s.key)||this.
chosen.set(s.key,s);e!=="range"&&(this.anchor=t),this.tell()}}clear(t=[...this.chosen.keys()]){for(let e of t)this.chosen.delete(e);this.tell()}tell(){this.list.
classList.toggle("kw-g-choosing",this.chosen.size>0);for(let t of this.cards.keys())this.paintSelected(t);this.act.selected([...this.chosen.values()])}click(t){
let e=this.indexOf(t);if(!(e<0)){if(t.shiftKey)return this.select(e,"range");if(t.ctrlKey||t.metaKey||t.target.closest(".kw-g-tick"))return this.select(e);this.
anchor=e,this.goTo(e),this.row(e)&&this.act.open(this.row(e))}}key(t){let{key:e}=t;if(t.altKey||t.isComposing||(t.ctrlKey||t.metaKey)&&!["Home","End"].includes(
e))return;let s=this.row(this.current),i=ht(this.layout,this.current,e,this.el.clientHeight),o={Enter:()=>s&&this.act.open(s)," ":()=>this.select(this.current),
Delete:()=>s&&this.act.remove(this.chosen.size?[...this.chosen.values()]:[s]),Escape:()=>this.act.escape(),w:()=>s&&this.act.win(s)};if(o.Backspace=o.Delete,i!==
null)this.goTo(i),t.shiftKey&&this.select(i,"range");else if(/^[0-5]$/.test(e))s&&this.act.rate(s,Number(e));else if(!o[e]||o[e]()===!1)return;t.preventDefault(),
t.stopPropagation()}hover(t){if(t===this.playing)return;this.playing=t,this.stopWaiting?.(),this.stopVideo?.(),this.stopVideo=this.stopWaiting=null;let e=this.row(
t);!e||!e.there||e.deleted||x()||(this.stopWaiting=this.ctx.scope.later(()=>this.play(t,e),Dt))}play(t,e){let s=document.createElement("video");s.className="kw-\
g-thumbnail kw-g-hover-video",Object.assign(s,{muted:!0,loop:!0,playsInline:!0,autoplay:!0,tabIndex:-1}),s.setAttribute("aria-hidden","true"),s.onplaying=()=>s.
classList.add("kw-g-plays");let i=E(this.ctx,s,e);this.cards.get(t)?.firstChild.append(s),this.stopVideo=()=>(i(),s.remove())}end(){this.hover(-1),cancelAnimationFrame(
this.frame||0);for(let t of[...this.rows.keys()])this.drop(t);for(let t of[...this.cards.keys()])this.take(t)}};var N=class{constructor(t,e){this.ctx=t,this.act=e,this.row=null,this.asked=0,this.stopVideo=null,this.rating=lt(t.h,{rate:s=>e.rate(this.row,s),win:()=>e.win(this.
row)}),this.use=K(t,{key:()=>this.row?.key,linked:()=>e.linked()}),this.build()}build(){let{h:t}=this.ctx;this.stage=t("div.kw-g-stage"),this.prompt=t("p.kw-g-f\
ull-prompt",{tabindex:0,"data-lm-suppress-shortcuts":"true",role:"group","aria-label":"Prompt"}),this.badge=t("span.kw-badge",null,"sandbox"),this.facts=t("span"),
this.when=t("p.kw-dim"),this.trouble=t("p.kw-message.kw-error",{role:"status"}),this.note=t("p.kw-message"),this.judge=t("div.kw-line.kw-g-line",null,this.rating.
stars,this.rating.winner),this.path=t("code.kw-path");let e=M(this.ctx,"Copy path",()=>this.row.path);this.look=t("button.kw-button",{onclick:()=>this.act.look(
this.row)},"Look again"),this.remove=t("button.kw-link",{onclick:()=>this.act.remove([this.row])},"Delete"),this.restore=t("button.kw-button",{onclick:()=>this.
act.restore([this.row.key])},"Restore"),this.file=t("p.kw-g-file",null,this.path," ",e),this.el=t("aside.kw-g-inspector",{hidden:!0,"aria-label":"Clip",onkeydown:s=>s.
key==="Escape"&&(s.stopPropagation(),this.act.shut())},t("button.kw-tool.kw-g-shut",{"aria-label":"Close",onclick:()=>this.act.shut()},y("close")),this.stage,t(
"div.kw-stack.kw-g-about",null,this.prompt,t("p.kw-line.kw-g-line",null,this.badge,this.facts),this.when,this.trouble,this.judge,this.note,this.file,t("div.kw-l\
ine.kw-g-line",null,this.look,this.restore),t("div.kw-line",null,this.use.toggle,this.remove),this.use.el))}async show(t){let e=this.row?.key!==t.key;if(this.row=
t,this.el.hidden=!1,e){this.stopVideo?.(),this.stopVideo=null,this.stage.replaceChildren(),this.use.close();for(let o of[this.when,this.facts,this.note])d(o,"");
this.use.setCall("")}this.paint(t);let s=++this.asked,i=await this.ctx.channel.request("details",{key:t.key});if(!(s!==this.asked||this.ctx.signal.aborted)){if(i.
kind!=="details")return d(this.trouble,i.message||"");this.row=i.row,this.paintDetails(i),this.paint(i.row),this.stopVideo||this.paintVideo(i.row)}}update(t){if(this.
el.hidden||this.row?.key!==t.key)return;let e=this.row.there!==t.there||this.row.deleted!==t.deleted;this.row={...this.row,...t},e?this.show(this.row):this.paint(
this.row)}paint(t){d(this.prompt,t.prompt||"(no prompt)"),this.badge.hidden=t.backend!=="sandbox",this.rating.paint(t.rating,t.winner);let e=t.state==="done"&&!t.
there&&!t.deleted;this.judge.hidden=t.state!=="done",this.look.hidden=!e,this.restore.hidden=!t.deleted,this.remove.hidden=t.deleted||t.state==="open",this.file.
hidden=!t.path,d(this.path,t.path),this.path.title=t.path,e?d(this.trouble,"The file is missing: it was moved or renamed."):t.state==="done"&&d(this.trouble,"")}paintDetails({
row:t,prompt:e,facts:s,seconds:i,message:o,note:a,call:l,trash:r}){this.row={...t,prompt:e},t.prompt=e,d(this.facts,[s,t.price].filter(Boolean).join(" · ")),d(
this.when,[Q(t.at*1e3),i&&`made in ${Z(i)}`].filter(Boolean).join(" · ")),d(this.note,a&&`Note: ${a}`),this.note.hidden=!a,t.state!=="done"&&d(this.trouble,o||
`${D(t)}.`),r&&d(this.when,`Deleted. Its file is in ${r}`),this.use.setCall(l)}paintVideo(t){let{h:e}=this.ctx;if(this.stage.hidden=!t.there||t.deleted,this.stage.
hidden)return;let s=e("p.kw-g-say",{role:"status"}),i=e("video.kw-g-video",{controls:!0,loop:!0,muted:!0,playsinline:!0,autoplay:!x(),preload:"metadata","aria-l\
abel":`Clip: ${t.prompt||t.name}`});this.stage.replaceChildren(i,s),this.stopVideo=E(this.ctx,i,t,s)}shut(){this.asked++,this.stopVideo?.(),this.stopVideo=null,
this.row=null,this.stage.replaceChildren(),this.el.hidden=!0}};var Pt=2e3,It=160,V=class{constructor(t){let{model:e,h:s}=t;this.ctx=t,t.serve=o=>A(t,o),this.asked=0,this.found=null,this.receivedAt=Date.now(),this.filters=at(
t,()=>this.find());let i={page:(o,a)=>this.page(o,a),current:o=>this.follow(o),open:o=>this.open(o),selected:o=>this.paintSelection(o),rate:(o,a)=>this.change("\
annotate",{key:o.key,rating:o.rating===a?0:a}),win:o=>this.change("annotate",{key:o.key,winner:!o.winner}),look:o=>this.change("look",{key:o.key}),remove:o=>this.
remove(o),restore:o=>this.restore(o),escape:()=>this.escape(),shut:()=>this.shut(),linked:()=>e.get("_linked")};this.grid=new O(t,i),this.inspector=new N(t,i),this.
el=this.layout(s)}layout(t){let e=(s,i)=>t("button.kw-link",{onclick:i},s);return this.count=t("span.kw-dim.kw-g-count",{role:"status"}),this.empty=t("p.kw-dim.\
kw-g-none",{hidden:!0}),this.reset=e("Show all",()=>this.filters.reset()),this.compare=t("button.kw-button",{onclick:()=>this.showComparison()},"Compare selecte\
d"),this.picked=t("span"),this.selection=t("div.kw-line.kw-g-bar",{hidden:!0,role:"group","aria-label":"Selected"},this.picked,this.compare,e("Delete",()=>this.
remove([...this.grid.chosen.values()])),e("Clear",()=>this.grid.clear())),this.message=t("span",{role:"status"}),this.undo=e("Undo",()=>this.undoing&&this.restore(
this.undoing)),this.copy=M(this.ctx,"Copy call",()=>this.calling),this.notice=t("div.kw-line.kw-g-bar",{hidden:!0},this.message,this.undo,this.copy,e("Dismiss",
()=>this.notice.hidden=!0)),t("section.kw.kw-gallery",{"aria-label":"Gallery",onpointerenter:()=>this.comeBack(),onfocusin:()=>this.comeBack()},t("div.kw-stack.\
kw-g-head",null,this.filters.el,this.count),t("div.kw-stack.kw-g-body",null,t("div.kw-g-main",null,t("div.kw-g-none-line",null,this.empty,this.reset),this.grid.
el,this.selection,this.notice),this.inspector.el))}start(){this.ctx.channel.on("problem",({message:t})=>this.say(t)),_(this.ctx.model,this.ctx.scope,["_linked"],
()=>this.inspector.use.close()),d(this.count,"Looking for clips"),this.reset.hidden=!0,I(this.ctx.scope,()=>this.find(),()=>this.found)}end(){this.inspector.shut(),
this.grid.end()}async find(t=!1){let e=++this.asked,s=Intl.DateTimeFormat().resolvedOptions().timeZone||"",i=await this.ctx.channel.request("find",{...this.filters.
query(),zone:s});if(!(e!==this.asked||this.ctx.signal.aborted)){if(this.receivedAt=Date.now(),i.kind!=="found")return this.say(i.message);this.found=i,this.filters.
paint(i.facets),this.paintCount(i),this.grid.set(i.groups,t),i.notice&&this.say(i.notice)}}paintCount({total:t,facets:e}){let s=this.filters.isNarrow(),i=r=>`${r.
toLocaleString("en")} ${r===1?"clip":"clips"}`,{failed:o,deleted:a}=this.filters.query(),l=o?"without a clip":a?"deleted":"";d(this.count,l?`${t.toLocaleString(
"en")} ${l}`:s?`${t.toLocaleString("en")} of ${i(e.all)}`:i(t)),this.empty.hidden=t>0,this.reset.hidden=t>0||!s,this.grid.el.hidden=t===0,d(this.empty,s?"No cli\
p matches.":"No clips yet. Create one with krea.Animate().")}async page(t,e){let{serial:s}=this.found;if(this.paging===`${s} ${t} ${e}`)return;this.paging=`${s}\
 ${t} ${e}`;let i=await this.ctx.channel.request("page",{serial:s,start:t,end:e});if(this.paging="",!(this.ctx.signal.aborted||this.found.serial!==s)){if(i.kind===
"changed")return this.find(!0);if(i.kind!=="rows")return this.say(i.message);this.grid.put(i.start,i.rows,i.parts)}}async comeBack(){let t=Date.now()-this.receivedAt;
if(this.receivedAt=Date.now(),t<Pt||!this.found)return;(await this.ctx.channel.request("fresh",{version:this.found.version})).kind==="changed"&&!this.ctx.signal.
aborted&&this.find(!0)}open(t){this.grid.opened=!0,this.grid.setCurrent(this.grid.current),this.inspector.show(t)}follow(t){this.stopFollowing?.(),!this.inspector.
el.hidden&&this.inspector.row?.key!==t.key&&(this.stopFollowing=this.ctx.scope.later(()=>!this.inspector.el.hidden&&this.inspector.show(t),It))}shut(){this.grid.
opened=!1,this.inspector.shut(),this.grid.goTo(this.grid.current)}escape(){return this.inspector.el.hidden?this.grid.chosen.size?this.grid.clear():!1:this.shut()}async change(t,e){
let s=await this.ctx.channel.request(t,e);(s.kind==="problem"||s.message)&&this.say(s.message),this.take(s.rows||[])}take(t){for(let e of t)this.grid.update(e),
this.inspector.update(e)}async remove(t){let e=t.filter(i=>!i.deleted).map(i=>i.key);if(!e.length)return;let s=await this.ctx.channel.request("delete",{keys:e});
if(s.kind!=="deleted")return this.say(s.message);s.keys.length&&(this.grid.clear(s.keys),s.keys.includes(this.inspector.row?.key)&&this.shut(),this.say(`Deleted\
 ${s.keys.length===1?"1 clip":`${s.keys.length} clips`}.`,{undo:s.keys}),await this.find(!0),this.grid.layout.total&&this.ctx.page.activeElement===this.ctx.page.
body&&this.grid.goTo(this.grid.current))}async restore(t){let e=await this.ctx.channel.request("restore",{keys:t});this.say(e.kind==="problem"?e.message:`Restor\
ed ${t.length===1?"1 clip":`${t.length} clips`}.`),t.includes(this.inspector.row?.key)&&this.shut(),this.find(!0)}paintSelection(t){this.selection.hidden=t.length===
0;let e=t.filter(s=>s.there&&!s.deleted).length;this.compare.disabled=t.length<2||t.length>4||e<t.length,d(this.picked,`${t.length} selected`),this.compare.title=
this.compare.disabled?"Select two to four clips that are on disk":"",this.ctx.channel.send("select",{keys:t.map(s=>s.key)})}async showComparison(){let t=await this.
ctx.channel.request("compare",{keys:[...this.grid.chosen.keys()]});if(t.kind==="problem")return this.say(t.message);this.say(t.shown?"The comparison is shown be\
low.":"To compare them, run this call in a cell.",{call:t.call})}say(t,{undo:e=null,call:s=""}={}){d(this.message,t||""),this.notice.hidden=!t,this.undoing=e,this.
calling=s,this.undo.hidden=!e,this.copy.hidden=!s}},Rt=n=>Y(n,t=>new V(t)),Ae={render:Rt};export{Ae as default};
