/* made by "npm run build" from sources 9098252f741a56c8 */
var H="http://www.w3.org/2000/svg",st={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M1\
0.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10\
M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l-\
5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM1\
0.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-2\
.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},it=["button","select","summary",
"a","video","pre"],nt=["radio","range","checkbox","file"];function ot(n){return function(e,s,...i){let[o,...l]=e.split("."),r=document.createElement(o);l.length&&
(r.className=l.join(" ")),(it.includes(o)||nt.includes(s?.type))&&(r.dataset.lmSuppressShortcuts="true");for(let[a,c]of Object.entries(s||{}))c==null||c===!1||(a.
startsWith("on")?r.addEventListener(a.slice(2),c,{signal:n}):a==="value"||a==="checked"||a==="muted"||a==="indeterminate"?r[a]=c:r.setAttribute(a,c===!0?"":String(
c)));return r.append(...i.flat(2).filter(a=>a!=null&&a!==!1)),r}}function y(n){let t=document.createElementNS(H,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute(
"class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(H,"path");return e.setAttribute("d",st[n]),t.append(e),t}function z(){let n=new AbortController,
t=new Set,e={signal:n.signal,h:ot(n.signal),token:Math.random().toString(36).slice(2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let o=setTimeout(
()=>{t.delete(l),s()},i),l=()=>clearTimeout(o);return e.onEnd(l)},every(s,i){let o=setInterval(s,i);return e.onEnd(()=>clearInterval(o))},hold(s){let i=URL.createObjectURL(
s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){n.abort();for(let s of t)s();t.clear()}};return e}function d(n,t){n.textContent!==t&&(n.textContent=
t)}async function C(n,t){try{return await navigator.clipboard.writeText(n),!0}catch{let e=document.createElement("textarea");e.value=n,e.className="kw-hidden",t.
append(e),e.select();let s=document.execCommand("copy");return e.remove(),s}}function j(n,t){let e=new Map,s=new Map,i=0;function o(r,a){if(!r||r.view&&r.view!==t.token)return;let c=(a||[]).map(rt),h=r.id&&r.view?e.get(r.id):null;if(h)h(
r,c);else for(let g of s.get(r.kind)||[])g(r,c)}let l={newId:()=>`${t.token}-${++i}`,send(r,a={},c=void 0){n.send({kind:r,view:t.token,...a},void 0,c)},on(r,a){
s.set(r,[...s.get(r)||[],a])},follow(r,a){return e.set(r,a),()=>e.delete(r)},request(r,a={},c=void 0){let h=l.newId();return new Promise(g=>{l.follow(h,(w,b)=>{
e.delete(h),g({...w,parts:b})}),l.send(r,{...a,id:h},c)})}};return n.on("msg:custom",o),t.onEnd(()=>{n.off("msg:custom",o),e.clear(),s.clear()}),l}function N(n,t,e,s=3e3){e()||(t(),n.later(()=>N(n,t,e,2*s),s))}function rt(n){return n instanceof ArrayBuffer?new Uint8Array(n):new Uint8Array(n.buffer,n.byteOffset,
n.byteLength)}var at=[["newest","Newest"],["longest","Longest"],["price","Price"],["rating","Rating"]],G=3,lt=120;function W(n,t){let{h:e,scope:s}=n,i={backend:"",model:"",rated:!1,
winner:!1,failed:!1,deleted:!1},o=new Map,l={all:0,backends:{},models:[],rated:0,winner:0,failed:0,deleted:0},r=!1,a=null,c="",h=e("input.kw-input.kw-g-search",
{type:"search",placeholder:"Search prompt, model or file","aria-label":"Search",autocomplete:"off",spellcheck:"false",maxlength:500,oninput:()=>{a?.(),a=s.later(
M,lt)}}),g=e("select.kw-input.kw-g-sort",{"aria-label":"Order",onchange:M},at.map(([u,f])=>e("option",{value:u},f))),w=e("div.kw-g-chips",{role:"group","aria-la\
bel":"Filters"}),b=e("button.kw-link.kw-g-more",{type:"button","aria-expanded":"false",onclick:()=>(r=!r,T())});function M(){a?.();let u=JSON.stringify(D());u!==
c&&(c=u,t())}function D(){return{...i,text:h.value.trim(),sort:g.value}}function et(u,f){i[u]=i[u]===f?typeof f=="string"?"":!1:f,(u==="failed"||u==="deleted")&&
(i[u==="failed"?"deleted":"failed"]=!1),T(),M()}function x(u,f,S,k){let p=`${u} ${f}`;if(!o.has(p)){let q=e("span.kw-dim");o.set(p,{el:e("button.kw-g-chip",{type:"\
button",onclick:()=>et(u,f)},e("span.kw-g-chip-text",null,S),q),number:q})}let{el:m,number:F}=o.get(p);return d(F,String(k)),m.setAttribute("aria-pressed",String(
i[u]===f)),m}function T(){let u=Object.keys(l.backends).sort(),f=l.models.length>1||i.model?l.models:[],S=f.filter(([p],m)=>r||m<G||p===i.model),k=[...[["rated",
"Rated"],["winner","Winner"]].map(([p,m])=>(l[p]||i[p])&&x(p,!0,m,l[p])),...(u.length>1||i.backend?u:[]).map(p=>x("backend",p,p==="krea"?"Krea":"Sandbox",l.backends[p])),
...S.map(([p,m,F])=>x("model",p,m,F)),f.length>G+1&&b,(l.failed||i.failed)&&x("failed",!0,"Failed",l.failed),(l.deleted||i.deleted)&&x("deleted",!0,"Deleted",l.
deleted)].filter(Boolean);if(d(b,r?"Fewer models":`${f.length-S.length} more models`),b.setAttribute("aria-expanded",String(r)),k.length!==w.children.length||k.
some((p,m)=>p!==w.children[m])){let p=k.includes(n.active())?n.active():null;w.replaceChildren(...k),p?.focus()}w.hidden=!k.length}return c=JSON.stringify(D()),
{el:e("div.kw-g-filters",{role:"search"},e("div.kw-g-ask",null,h,g),w),query:D,isNarrow:()=>!!(h.value.trim()||Object.values(i).some(Boolean)),reset(){h.value="";
for(let u of Object.keys(i))i[u]=typeof i[u]=="string"?"":!1;T(),M(),h.focus()},paint:u=>(l=u,T())}}function _(n){let t=Math.max(0,Math.floor(n)),e=l=>String(l).padStart(2,"0"),[s,i,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(o)}`:
`${i}:${e(o)}`}async function K(n,t,{onProgress:e=(i,o)=>{},signal:s=null}={}){let i=[],o=0;for(;;){let l=await n.request("pull",{key:t,offset:o});if(s?.aborted)throw new Error(
"");if(l.kind!=="piece")throw new Error(l.message||"The clip cannot be read.");if(i.push(l.parts[0]),o+=l.parts[0].byteLength,e(o,l.total),o>=l.total||!l.parts[0].
byteLength)break}return new Blob(i,{type:"video/mp4"})}var Y="krea-widgets-probe.mp4";function B(n,t){if(!t||(n.base||=ht(document.getElementsByClassName(n.fallbackClass)),!n.base))return"";let e=new URL(n.base);return e.
pathname=e.pathname.slice(0,-Y.length)+t,e.href}function ht(n){for(let t of n)for(let e of t.querySelectorAll("video"))if(/^https?:/.test(e.src)&&new URL(e.src).
pathname.endsWith(Y))return e.src;return""}function $(n,t,e,{say:s=i=>{}}={}){let i=new AbortController,o=null;async function l(){try{let a=await K(n.channel,e.
key,{signal:i.signal,onProgress:(c,h)=>c<h&&s(`Fetching · ${Math.round(100*c/h)} %`)});if(i.signal.aborted||n.signal.aborted)return;s(""),o=n.scope.hold(a),t.addEventListener(
"error",()=>s("This browser cannot play the clip."),{signal:i.signal,once:!0}),t.src=o.href}catch(a){i.signal.aborted||s(a.message)}}let r=B(n,e.url);return r?(t.
addEventListener("error",l,{signal:i.signal,once:!0}),t.src=r):l(),()=>{i.abort(),t.pause(),t.removeAttribute("src"),t.load(),o?.free()}}function V(n,t,e){let{h:s,signal:i}=n,o=t.map(h=>ct(s,h)),l=()=>o.filter(({box:h})=>h.checked&&!h.disabled).map(({name:h})=>h),r=s("span.kw-dim",{role:"status"}),
a=s("button.kw-button",{type:"button",onclick:async()=>{a.disabled=!0;let h=await e(l());d(r,h.kind==="problem"?h.message:"In the form now. Nothing was sent."),
a.disabled=!1}},"Put into the form"),c=()=>a.disabled=!l().length;for(let{box:h}of o)h.addEventListener("change",c,{signal:i});return c(),s("div.kw-preview",null,
s("div",{role:"group","aria-label":"Fields for the form"},o.map(({el:h})=>h)),s("div.kw-preview-go",null,a,r))}function ct(n,{name:t,label:e,now:s,then:i,same:o,
message:l}){let r=n("input",{type:"checkbox",checked:!o&&!l,disabled:o||!!l}),a=o?n("span.kw-dim",null,`${i||"none"} · the same`):n("span.kw-preview-change",null,
s&&n("del",null,s),s&&" ",n("ins",null,i||"none"),l&&n("span.kw-dim",null,` ${l}`));return{name:t,box:r,el:n("label.kw-preview-field",null,r,n("span.kw-dim",null,
e),a)}}function P(n,t,e=16/9){let s=Math.max(1,Math.floor((t+12)/(150+(t>700?40:0)+12))),i=Math.floor((t-(s-1)*12)/s),o=Math.round(i/e)+46,l=[],[r,a]=[0,0];for(let[c,h]of n){
c&&l.push({top:r,height:36,start:a,end:a,day:c,count:h}),r+=c?36:0;for(let g=a+h;a<g;a=Math.min(a+s,g))l.push({top:r,height:o,start:a,end:Math.min(a+s,g),day:c}),
r+=o+12}return{columns:s,wide:i,high:o,gap:12,height:Math.max(0,r-12),lines:l,total:a}}function U({lines:n},t,e){let[s,i]=[0,n.length];for(;s<i;){let l=s+i>>1;n[l].
top+n[l].height<=t?s=l+1:i=l}let o=s;for(;o<n.length&&n[o].top<e;)o++;return n.slice(s,o)}function v(n){return n.length?[n[0].start,n[n.length-1].end]:[0,0]}function R(n,[
t,e],s=120){for(;t<e&&n(t);)t++;for(;t<e&&n(e-1);)e--;return t<e?[t,Math.min(e,t+s)]:null}function A({lines:n},t){return n.find(e=>e.start<=t&&t<e.end)||null}function J(n,t,e,s){
let i=n.total-1;if(i<0)return null;let o={ArrowLeft:-1,ArrowRight:1}[e];if(o)return Math.min(i,Math.max(0,t+o));if(e==="Home")return 0;if(e==="End")return i;let l={
ArrowUp:-1,ArrowDown:1,PageUp:-Math.max(1,Math.floor(s/n.high)),PageDown:Math.max(1,Math.floor(s/n.high))}[e];if(!l)return null;let r=n.lines.filter(h=>h.end>h.
start),a=r.findIndex(h=>h.start<=t&&t<h.end),c=r[Math.min(r.length-1,Math.max(0,a+l))];return Math.min(c.end-1,c.start+t-r[a].start)}function Z(n,t,e){return n.
top<t?Math.max(0,n.top-36):n.top+n.height>t+e?n.top+n.height-e:t}function Q(n,t){let e=Math.round((Date.parse(t)-Date.parse(n))/864e5);if(e===0)return"Today";if(e===
1)return"Yesterday";let s=n.slice(0,4)===t.slice(0,4)?{}:{year:"numeric"};return new Intl.DateTimeFormat("en-GB",{weekday:"long",day:"numeric",month:"long",timeZone:"\
UTC",...s}).format(Date.parse(n)).replace(",","")}function X(n){let t=e=>String(e).padStart(2,"0");return`${n.getFullYear()}-${t(n.getMonth()+1)}-${t(n.getDate())}`}var tt=120,dt=50,ut=180,pt=300;function ft(n){return"★".repeat(n)}function gt(n){let t=n.rating?`${n.rating} ${n.rating===1?"star":"stars"}`:"",e=n.length?`${n.
length} seconds`:"";return[n.prompt||n.name||"Clip without a prompt",n.title,e,n.price,n.backend==="sandbox"&&"sandbox",t,n.winner&&"winner",E(n)].filter(Boolean).
join(", ")}function E(n){return n.state==="open"?"Being made":n.state!=="done"?{failed:"Failed",cancelled:"Cancelled",uncertain:"Not known"}[n.state]:n.deleted?
"Deleted":n.there?"":"File was moved"}var L=class{constructor(t,e){let{h:s,scope:i}=t;this.ctx=t,this.act=e,this.rows=new Map,this.cards=new Map,this.days=new Map,
this.chosen=new Map,this.current=0,this.anchor=0,this.groups=[],this.stopFilm=null,this.list=s("div.kw-g-list",{role:"listbox","aria-multiselectable":"true","ar\
ia-label":"Clips","data-lm-suppress-shortcuts":"true"}),this.el=s("div.kw-g-scroll",{onscroll:()=>this.later()},this.list);let o=(r,a)=>this.list.addEventListener(
r,a,{signal:t.signal});o("click",r=>this.click(r)),o("mousedown",r=>r.target.closest(".kw-g-tick")&&r.preventDefault()),o("keydown",r=>this.key(r)),o("focusin",
r=>this.indexOf(r)>=0&&this.setCurrent(this.indexOf(r))),o("pointerover",r=>r.pointerType==="mouse"&&this.hover(this.indexOf(r))),o("pointerleave",()=>this.hover(
-1));let l=new ResizeObserver(()=>this.resize());l.observe(this.el),i.onEnd(()=>l.disconnect()),this.layout=P([],300),this.opened=!1}set(t,e){let s=t.reduce((i,[
,o])=>i+o,0);this.groups=t,this.hover(-1);for(let[i,o]of this.rows)e&&i<s?o.old=!0:this.drop(i);e||(this.current=this.anchor=0),this.resize(e?this.el.scrollTop:
0),this.current=Math.min(this.current,Math.max(0,this.layout.total-1));for(let i of this.cards.keys())this.fill(i);this.paint(),this.ask()}resize(t=null){let e=this.
list.clientWidth;if(!e)return;let s=t===null&&this.layout.lines.length?v(U(this.layout,this.el.scrollTop,this.el.scrollTop+1))[0]:-1;this.layout=P(this.groups,e),
this.list.style.height=`${this.layout.height}px`,t!==null?this.el.scrollTop=t:s>0&&this.el.scrollTop>0&&(this.el.scrollTop=A(this.layout,s)?.top??0);for(let[i,o]of[
...this.cards])i<this.layout.total?this.place(i,o):this.take(i);this.paint()}later(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.ctx.signal.aborted||
this.paint()})}seen(){return U(this.layout,this.el.scrollTop-tt,this.el.scrollTop+this.el.clientHeight+tt)}paint(){let t=this.seen(),[e,s]=v(t),i=this.list.contains(
this.ctx.active())?this.current:-1;for(let o of[...this.cards.keys()])(o<e||o>=s)&&o!==i&&this.take(o);for(let o=e;o<s;o++)this.cards.has(o)||this.deal(o);this.
paintDays(t),!this.cards.has(this.current)&&s>e&&(this.cards.get(e).tabIndex=0),this.stopAsking?.(),R(o=>this.isFresh(o),[e,s])&&(this.stopAsking=this.ctx.scope.
later(()=>this.ask(),dt))}paintDays(t){let e=t.filter(s=>s.start===s.end);for(let[s,i]of this.days)e.some(o=>o.day===s)||(i.remove(),this.days.delete(s));for(let s of e){
let i=this.days.get(s.day);i||(i=this.ctx.h("div.kw-g-day",{role:"presentation"},this.ctx.h("span",null,Q(s.day,X(new Date))),this.ctx.h("span.kw-dim",null,String(
s.count))),this.days.set(s.day,i),this.list.append(i)),i.style.transform=`translateY(${s.top}px)`}}ask(){let t=R(e=>this.isFresh(e),v(this.seen()));t&&this.act.
page(...t)}put(t,e,s){let i=[...s];e.forEach((a,c)=>{this.drop(t+c);let h=a.poster?this.ctx.scope.hold(new Blob([i.shift()],{type:"image/jpeg"})):{href:"",free(){}};
this.rows.set(t+c,{row:a,...h}),this.chosen.has(a.key)&&this.chosen.set(a.key,a),this.cards.has(t+c)&&this.fill(t+c)});let[o,l]=v(this.seen()),r=[...this.rows.keys()].
filter(a=>a<o||a>=l).sort((a,c)=>Math.abs(c-o)-Math.abs(a-o));for(let a of r.slice(0,Math.max(0,this.rows.size-pt)))this.drop(a);this.ask()}update(t){for(let[e,
s]of this.rows)s.row.key===t.key&&(s.row={...s.row,...t},this.cards.has(e)&&this.fill(e))}isFresh(t){return this.rows.has(t)&&!this.rows.get(t).old}drop(t){this.
rows.get(t)?.free(),this.rows.delete(t)}row(t){return this.rows.get(t)?.row||null}deal(t){let{h:e}=this.ctx,s=e("div.kw-g-card",{role:"option",tabindex:t===this.
current?0:-1,"aria-posinset":t+1,"data-index":t},e("div.kw-g-pic",null),e("p.kw-g-prompt"),e("p.kw-g-meta"));this.place(t,s),this.cards.set(t,s);let i=[...this.
list.children].find(o=>Number(o.dataset.index)>t);this.list.insertBefore(s,i||null),this.fill(t)}place(t,e){let{wide:s,high:i,gap:o,total:l}=this.layout,r=A(this.
layout,t);e.style.cssText=`width:${s}px;height:${i}px;transform:translate(${(t-r.start)*(s+o)}px,${r.top}px)`,e.setAttribute("aria-setsize",String(l))}take(t){this.
filming===t&&this.hover(-1),this.cards.get(t).querySelector("video")?.removeAttribute("src"),this.cards.get(t).remove(),this.cards.delete(t)}fill(t){let{h:e}=this.
ctx,s=this.cards.get(t),i=this.rows.get(t),[o,l,r]=s.children;if(!i){s.setAttribute("aria-label","Loading");for(let g of s.children)g.replaceChildren();return}let{
row:a,href:c}=i;this.filming===t&&this.hover(-1);let h=E(a);s.setAttribute("aria-label",gt(a)),s.classList.toggle("kw-g-dull",!!h),o.replaceChildren(this.thumbnail(
a,c),e("span.kw-g-tick",{"aria-hidden":"true",title:"Select"},y("check")),a.backend==="sandbox"&&e("span.kw-badge.kw-g-badge",null,"sandbox")||"",h&&e("span.kw-\
g-state",null,h)||""),d(l,a.prompt||a.name||"(no prompt)"),l.title=a.prompt,r.replaceChildren(e("span.kw-g-facts",null,[a.title,a.length&&`${a.length} s`,a.price].
filter(Boolean).join(" · ")),a.winner&&e("span.kw-g-win",null,"winner")||"",a.rating&&e("span.kw-g-rated",null,ft(a.rating))||""),this.annotation(t)}thumbnail(t,e){
let{h:s}=this.ctx;if(e)return s("img.kw-g-thumbnail",{src:e,alt:"",draggable:"false"});let i=t.there&&B(this.ctx,t.url);return i?s("video.kw-g-thumbnail",{src:`${i}\
#t=0.1`,muted:!0,preload:"metadata",playsinline:!0,tabindex:-1,"aria-hidden":"true"}):y("picture")}annotation(t){let e=this.chosen.has(this.row(t)?.key),s=this.
cards.get(t);s.setAttribute("aria-selected",String(e)),s.classList.toggle("kw-g-current",t===this.current&&this.opened)}indexOf(t){let e=t.target.closest?.(".kw\
-g-card");return e?Number(e.dataset.index):-1}setCurrent(t){let e=this.current;this.current=t;for(let[s,i]of this.cards)i.tabIndex=s===t?0:-1;for(let s of[e,t])
this.cards.has(s)&&this.annotation(s);this.row(t)&&this.act.current(this.row(t))}goTo(t){let e=A(this.layout,t);e&&(this.el.scrollTop=Z(e,this.el.scrollTop,this.
el.clientHeight),this.cards.has(t)||this.deal(t),this.cards.get(t).focus({preventScroll:!0}),this.paint())}select(t,e){let s=this.row(t);if(s){if(e==="range")for(let i=Math.
min(this.anchor,t);i<=Math.max(this.anchor,t);i++)this.row(i)&&this.chosen.set(this.row(i).key,this.row(i));else this.chosen.delete(s.key)||this.chosen.set(s.key,
s);e!=="range"&&(this.anchor=t),this.tell()}}clear(t=[...this.chosen.keys()]){for(let e of t)this.chosen.delete(e);this.tell()}tell(){this.list.classList.toggle(
"kw-g-choosing",this.chosen.size>0);for(let t of this.cards.keys())this.annotation(t);this.act.selected([...this.chosen.values()])}click(t){let e=this.indexOf(t);
if(!(e<0)){if(t.shiftKey)return this.select(e,"range");if(t.ctrlKey||t.metaKey||t.target.closest(".kw-g-tick"))return this.select(e);this.anchor=e,this.goTo(e),
this.row(e)&&this.act.open(this.row(e))}}key(t){let{key:e}=t;if(t.altKey||t.isComposing||(t.ctrlKey||t.metaKey)&&!["Home","End"].includes(e))return;let s=this.row(
this.current),i=J(this.layout,this.current,e,this.el.clientHeight),o={Enter:()=>s&&this.act.open(s)," ":()=>this.select(this.current),Delete:()=>s&&this.act.remove(
this.chosen.size?[...this.chosen.values()]:[s]),Escape:()=>this.act.escape(),w:()=>s&&this.act.win(s)};if(o.Backspace=o.Delete,i!==null)this.goTo(i),t.shiftKey&&
this.select(i,"range");else if(/^[0-5]$/.test(e))s&&this.act.rate(s,Number(e));else if(!o[e]||o[e]()===!1)return;t.preventDefault(),t.stopPropagation()}hover(t){
if(t===this.filming)return;this.filming=t,this.stopWaiting?.(),this.stopFilm?.(),this.stopFilm=this.stopWaiting=null;let e=this.row(t);!e||!e.there||e.deleted||
window.matchMedia?.("(prefers-reduced-motion: reduce)").matches||(this.stopWaiting=this.ctx.scope.later(()=>this.play(t,e),ut))}play(t,e){let s=document.createElement(
"video");s.className="kw-g-thumbnail kw-g-film",Object.assign(s,{muted:!0,loop:!0,playsInline:!0,autoplay:!0,tabIndex:-1}),s.setAttribute("aria-hidden","true"),
s.onplaying=()=>s.classList.add("kw-g-plays");let i=$(this.ctx,s,e);this.cards.get(t)?.firstChild.append(s),this.stopFilm=()=>(i(),s.remove())}end(){this.hover(
-1),cancelAnimationFrame(this.frame||0);for(let t of[...this.rows.keys()])this.drop(t);for(let t of[...this.cards.keys()])this.take(t)}};var mt=[1,2,3,4,5],O=class{constructor(t,e){this.ctx=t,this.act=e,this.row=null,this.asked=0,this.build()}build(){let{h:t}=this.ctx,e=(s,i,o={})=>t("button.kw-l\
ink",{type:"button",onclick:i,...o},s);this.stage=t("div.kw-g-stage"),this.prompt=t("p.kw-g-full-prompt",{tabindex:0,"data-lm-suppress-shortcuts":"true",role:"g\
roup","aria-label":"Prompt"}),this.badge=t("span.kw-badge",null,"sandbox"),this.facts=t("span"),this.when=t("p.kw-dim"),this.trouble=t("p.kw-message.kw-error",{
role:"status"}),this.note=t("p.kw-message"),this.stars=mt.map(s=>t("button.kw-g-star",{type:"button","aria-label":`${s} of 5 stars`,onclick:()=>this.act.rate(this.
row,s)},y("star"))),this.winner=t("button.kw-button.kw-quiet",{type:"button","aria-pressed":"false",onclick:()=>this.act.win(this.row)},"Winner"),this.judge=t("\
div.kw-g-line",null,t("span.kw-g-stars",{role:"group","aria-label":"Rating"},this.stars),this.winner),this.path=t("code.kw-g-path"),this.copyPath=e("Copy path",
()=>this.copy(this.copyPath,this.row.path,"Copy path")),this.look=t("button.kw-button",{type:"button",onclick:()=>this.act.look(this.row)},"Look again"),this.use=
e("Use these settings",()=>this.toggleUse(),{"aria-expanded":"false"}),this.remove=e("Delete",()=>this.act.remove([this.row])),this.restore=t("button.kw-button",
{type:"button",onclick:()=>this.act.restore([this.row.key])},"Restore"),this.call=t("pre.kw-pre",{tabindex:0,"aria-label":"The call"}),this.copyCall=e("Copy cal\
l",()=>this.copy(this.copyCall,this.call.textContent,"Copy call")),this.fields=t("div"),this.box=t("div.kw-g-use",{hidden:!0},this.fields,this.call,this.copyCall),
this.file=t("p.kw-g-file",null,this.path," ",this.copyPath),this.el=t("aside.kw-g-inspector",{hidden:!0,"aria-label":"Clip",onkeydown:s=>s.key==="Escape"&&(s.stopPropagation(),
this.act.shut())},t("button.kw-tool.kw-g-shut",{type:"button","aria-label":"Close",onclick:()=>this.act.shut()},y("close")),this.stage,t("div.kw-g-about",null,this.
prompt,t("p.kw-g-line",null,this.badge,this.facts),this.when,this.trouble,this.judge,this.note,this.file,t("div.kw-g-line",null,this.look,this.restore),t("div.k\
w-actions",null,this.use,this.remove),this.box))}async copy(t,e,s){d(t,await C(e,this.el)?"Copied":"The page may not copy here"),this.ctx.scope.later(()=>d(t,s),
2e3)}async show(t){let e=this.row?.key!==t.key;if(this.row=t,this.el.hidden=!1,e){this.stopFilm?.(),this.stopFilm=null,this.stage.replaceChildren(),this.openUse(
!1);for(let o of[this.when,this.facts,this.note])d(o,"");d(this.call,"")}this.paint(t);let s=++this.asked,i=await this.ctx.channel.request("details",{key:t.key});
if(!(s!==this.asked||this.ctx.signal.aborted)){if(i.kind!=="details")return d(this.trouble,i.message||"");this.row=i.row,this.paintDetails(i),this.paint(i.row),
this.stopFilm||this.paintFilm(i.row)}}update(t){if(this.el.hidden||this.row?.key!==t.key)return;let e=this.row.there!==t.there||this.row.deleted!==t.deleted;this.
row={...this.row,...t},e?this.show(this.row):this.paint(this.row)}paint(t){d(this.prompt,t.prompt||"(no prompt)"),this.badge.hidden=t.backend!=="sandbox",this.stars.
forEach((s,i)=>{s.classList.toggle("kw-g-lit",i<t.rating),s.setAttribute("aria-pressed",String(i+1===t.rating))}),this.winner.setAttribute("aria-pressed",String(
t.winner));let e=t.state==="done"&&!t.there&&!t.deleted;this.judge.hidden=t.state!=="done",this.look.hidden=!e,this.restore.hidden=!t.deleted,this.remove.hidden=
t.deleted||t.state==="open",this.file.hidden=!t.path,d(this.path,t.path),this.path.title=t.path,e?d(this.trouble,"The file is not there any more: it was moved o\
r renamed."):t.state==="done"&&d(this.trouble,"")}paintDetails({row:t,prompt:e,facts:s,seconds:i,message:o,note:l,call:r,trash:a}){let c=new Date(t.at*1e3).toLocaleString(
"en-GB",{day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"});this.row={...t,prompt:e},t.prompt=e,d(this.facts,[s,t.price].filter(Boolean).
join(" · ")),d(this.when,[c,i&&`made in ${_(i)}`].filter(Boolean).join(" · ")),d(this.note,l&&`Note: ${l}`),this.note.hidden=!l,t.state!=="done"&&d(this.trouble,
o||`${E(t)}.`),a&&d(this.when,`Deleted. It is kept in ${a}`),d(this.call,r),this.use.hidden=!r}paintFilm(t){let{h:e}=this.ctx;if(this.stage.hidden=!t.there||t.deleted,
this.stage.hidden)return;let s=window.matchMedia?.("(prefers-reduced-motion: reduce)").matches,i=e("p.kw-g-say",{role:"status"}),o=e("video.kw-g-video",{controls:!0,
loop:!0,muted:!0,playsinline:!0,autoplay:!s,preload:"metadata","aria-label":`Clip: ${t.prompt||t.name}`});this.stage.replaceChildren(o,i),this.stopFilm=$(this.ctx,
o,t,{say:l=>d(i,l)})}toggleUse(){this.openUse(this.box.hidden),!this.box.hidden&&this.act.linked()&&this.preview()}openUse(t){this.box.hidden=!t,this.use.setAttribute(
"aria-expanded",String(t)),this.fields.replaceChildren()}async preview(){let{h:t,channel:e}=this.ctx,{key:s}=this.row,i=await e.request("preview",{key:s});if(this.
row?.key!==s||this.box.hidden)return;let o=i.kind==="preview"?V(this.ctx,i.fields,l=>e.request("apply",{key:s,names:l})):t("p.kw-error",null,i.message||"");this.
fields.replaceChildren(o)}shut(){this.asked++,this.stopFilm?.(),this.stopFilm=null,this.row=null,this.stage.replaceChildren(),this.el.hidden=!0}};var wt=2e3,kt=160;function yt({model:n,el:t}){let e=z(),s=new I(n,e,t.ownerDocument);return t.classList.add("kw-root"),t.append(s.el),s.start(),()=>{s.end(),e.end(),
s.el.remove()}}var I=class{constructor(t,e,s){let{h:i}=e,o={scope:e,h:i,signal:e.signal,page:s};this.ctx=o,this.model=t,o.fallbackClass=`kw-fallback-${String(t.
get("_fallback_id")).replace(/\W/g,"")}`,o.channel=j(t,e),o.active=()=>this.el?.getRootNode().activeElement,this.asked=0,this.found=null,this.heardAt=Date.now(),
this.filters=W(o,()=>this.find());let l={page:(r,a)=>this.page(r,a),current:r=>this.follow(r),open:r=>this.open(r),selected:r=>this.paintSelection(r),rate:(r,a)=>this.
change("annotate",{key:r.key,rating:r.rating===a?0:a}),win:r=>this.change("annotate",{key:r.key,winner:!r.winner}),look:r=>this.change("look",{key:r.key}),remove:r=>this.
remove(r),restore:r=>this.restore(r),escape:()=>this.escape(),shut:()=>this.shut(),linked:()=>t.get("_linked")};this.grid=new L(o,l),this.inspector=new O(o,l),this.
el=this.layout(i)}layout(t){let e=(s,i)=>t("button.kw-link",{type:"button",onclick:i},s);return this.count=t("span.kw-dim.kw-g-count",{role:"status"}),this.empty=
t("p.kw-dim.kw-g-none",{hidden:!0}),this.reset=e("Show all",()=>this.filters.reset()),this.compare=t("button.kw-button",{type:"button",onclick:()=>this.showComparison()},
"Compare selected"),this.picked=t("span"),this.selection=t("div.kw-g-bar",{hidden:!0,role:"group","aria-label":"Selected"},this.picked,this.compare,e("Delete",()=>this.
remove([...this.grid.chosen.values()])),e("Clear",()=>this.grid.clear())),this.message=t("span",{role:"status"}),this.undo=e("Undo",()=>this.undoing&&this.restore(
this.undoing)),this.copy=e("Copy call",async()=>d(this.copy,await C(this.calling,this.el)?"Copied":"The page may not copy here")),this.notice=t("div.kw-g-bar",{
hidden:!0},this.message,this.undo,this.copy,e("Dismiss",()=>this.notice.hidden=!0)),t("section.kw.kw-gallery",{"aria-label":"Gallery",onpointerenter:()=>this.comeBack(),
onfocusin:()=>this.comeBack()},t("style",null,`.${this.ctx.fallbackClass}{display:none}`),t("div.kw-g-head",null,this.filters.el,this.count),t("div.kw-g-body",null,
t("div.kw-g-main",null,t("div.kw-g-none-line",null,this.empty,this.reset),this.grid.el,this.selection,this.notice),this.inspector.el))}start(){this.ctx.channel.
on("problem",({message:t})=>this.say(t)),this.model.on("change:_linked",this.relink=()=>this.inspector.openUse(!1)),this.ctx.scope.onEnd(()=>this.model.off("cha\
nge:_linked",this.relink)),d(this.count,"Looking for your clips"),this.reset.hidden=!0,N(this.ctx.scope,()=>this.find(),()=>this.found)}end(){this.inspector.shut(),
this.grid.end()}async find(t=!1){let e=++this.asked,s=Intl.DateTimeFormat().resolvedOptions().timeZone||"",i=await this.ctx.channel.request("find",{...this.filters.
query(),zone:s});if(!(e!==this.asked||this.ctx.signal.aborted)){if(this.heardAt=Date.now(),i.kind!=="found")return this.say(i.message);this.found=i,this.filters.
paint(i.facets),this.paintCount(i),this.grid.set(i.groups,t),i.notice&&this.say(i.notice)}}paintCount({total:t,facets:e}){let s=this.filters.isNarrow(),i=a=>`${a.
toLocaleString("en")} ${a===1?"clip":"clips"}`,{failed:o,deleted:l}=this.filters.query(),r=o?"without a clip":l?"deleted":"";d(this.count,r?`${t.toLocaleString(
"en")} ${r}`:s?`${t.toLocaleString("en")} of ${i(e.all)}`:i(t)),this.empty.hidden=t>0,this.reset.hidden=t>0||!s,this.grid.el.hidden=t===0,d(this.empty,s?"Nothin\
g fits.":"Nothing has been made yet. What krea.Animate() makes will stand here.")}async page(t,e){let{serial:s}=this.found;if(this.paging===`${s} ${t} ${e}`)return;
this.paging=`${s} ${t} ${e}`;let i=await this.ctx.channel.request("page",{serial:s,start:t,end:e});if(this.paging="",!(this.ctx.signal.aborted||this.found.serial!==
s)){if(i.kind==="changed")return this.find(!0);if(i.kind!=="rows")return this.say(i.message);this.grid.put(i.start,i.rows,i.parts)}}async comeBack(){let t=Date.
now()-this.heardAt;if(this.heardAt=Date.now(),t<wt||!this.found)return;(await this.ctx.channel.request("fresh",{version:this.found.version})).kind==="changed"&&
!this.ctx.signal.aborted&&this.find(!0)}open(t){this.grid.opened=!0,this.grid.setCurrent(this.grid.current),this.inspector.show(t)}follow(t){this.stopFollowing?.(),
!this.inspector.el.hidden&&this.inspector.row?.key!==t.key&&(this.stopFollowing=this.ctx.scope.later(()=>!this.inspector.el.hidden&&this.inspector.show(t),kt))}shut(){
this.grid.opened=!1,this.inspector.shut(),this.grid.goTo(this.grid.current)}escape(){return this.inspector.el.hidden?this.grid.chosen.size?this.grid.clear():!1:
this.shut()}async change(t,e){let s=await this.ctx.channel.request(t,e);(s.kind==="problem"||s.message)&&this.say(s.message),this.take(s.rows||[])}take(t){for(let e of t)
this.grid.update(e),this.inspector.update(e)}async remove(t){let e=t.filter(i=>!i.deleted).map(i=>i.key);if(!e.length)return;let s=await this.ctx.channel.request(
"delete",{keys:e});if(s.kind!=="deleted")return this.say(s.message);s.keys.length&&(this.grid.clear(s.keys),s.keys.includes(this.inspector.row?.key)&&this.shut(),
this.say(`Deleted ${s.keys.length===1?"1 clip":`${s.keys.length} clips`}.`,{undo:s.keys}),await this.find(!0),this.grid.layout.total&&this.ctx.page.activeElement===
this.ctx.page.body&&this.grid.goTo(this.grid.current))}async restore(t){let e=await this.ctx.channel.request("restore",{keys:t});this.say(e.kind==="problem"?e.message:
`${t.length===1?"The clip is":`${t.length} clips are`} back.`),t.includes(this.inspector.row?.key)&&this.shut(),this.find(!0)}paintSelection(t){this.selection.hidden=
t.length===0;let e=t.filter(s=>s.there&&!s.deleted).length;this.compare.disabled=t.length<2||t.length>4||e<t.length,d(this.picked,`${t.length} selected`),this.compare.
title=this.compare.disabled?"Select two to four clips that are on disk":"",this.ctx.channel.send("select",{keys:t.map(s=>s.key)})}async showComparison(){let t=await this.
ctx.channel.request("compare",{keys:[...this.grid.chosen.keys()]});if(t.kind==="problem")return this.say(t.message);this.say(t.shown?"The comparison is shown be\
low.":"Run this in a cell to compare them.",{call:t.call})}say(t,{undo:e=null,call:s=""}={}){d(this.message,t||""),this.notice.hidden=!t,this.undoing=e,this.calling=
s,this.undo.hidden=!e,this.copy.hidden=!s,d(this.copy,"Copy call")}},_t={render:yt};export{_t as default};
