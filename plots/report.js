/* The report's table can be filtered and sorted, and the marks of its figures tell their values
 * to a pointer, a finger and the arrow keys.
 * SPDX-License-Identifier: Apache-2.0
 */
"use strict";

(() => {
	const table = document.getElementById("rows");
	const body = table.tBodies[0];
	const rows = [...body.rows];
	const form = document.querySelector(".filters");
	const families = [...form.querySelectorAll("button[data-family]")];
	const choices = [...form.querySelectorAll("[data-filter]")];
	const count = document.getElementById("count");

	const show = () => {
		const pressed = families.filter((b) => b.getAttribute("aria-pressed") === "true")
			.map((b) => b.dataset.family);
		let shown = 0;

		for (const row of rows) {
			const family = !pressed.length || pressed.includes(row.dataset.family);
			const rest = choices.every(({ value, dataset }) => !value ||
				(dataset.filter === "kernel"
					? row.dataset.kernel.includes(value.trim().toLowerCase())
					: row.dataset[dataset.filter] === value));

			row.hidden = !(family && rest);
			shown += !row.hidden;
		}
		count.textContent = `${shown} of ${rows.length} rows`;
	};

	for (const button of families)
		button.addEventListener("click", () => {
			const on = button.getAttribute("aria-pressed") === "true";

			button.setAttribute("aria-pressed", String(!on));
			show();
		});
	form.addEventListener("input", show);
	form.addEventListener("submit", (event) => event.preventDefault());
	form.addEventListener("reset", () => {
		families.forEach((b) => b.setAttribute("aria-pressed", "false"));
		setTimeout(show); /* the fields are emptied after this event */
	});

	const key = (row, column) => {
		const cell = row.cells[column];
		return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
	};

	/* Numbers from the greatest, words from A, and the other way when pressed again. */
	const sort = (head) => {
		const column = head.cellIndex;
		const numbers = typeof key(rows[0], column) === "number";
		const first = numbers ? "descending" : "ascending";
		const order = head.getAttribute("aria-sort") !== first ? first
			: numbers ? "ascending" : "descending";
		const sign = order === "ascending" ? 1 : -1;

		rows.sort((a, b) => {
			const x = key(a, column), y = key(b, column);
			return sign * (numbers ? x - y : x.localeCompare(y, "en", { numeric: true }));
		});
		body.append(...rows);
		for (const other of table.tHead.rows[0].cells)
			other.setAttribute("aria-sort", other === head ? order : "none");
	};

	for (const head of table.tHead.rows[0].cells)
		head.querySelector("button").addEventListener("click", () => sort(head));
})();

(() => {
	const tip = document.getElementById("tip");
	const said = document.getElementById("said");
	let lit = null;

	/* Browsers would show a title of their own beside ours, later. */
	for (const title of document.querySelectorAll(".plot .v > title")) {
		title.parentNode.dataset.value = title.textContent;
		title.remove();
	}

	const hide = () => {
		tip.hidden = true;
		if (lit)
			lit.classList.remove("on");
		lit = null;
	};

	const show = (mark, x, y) => {
		if (lit && lit !== mark)
			lit.classList.remove("on");
		lit = mark;
		mark.classList.add("on");
		tip.textContent = mark.dataset.value;
		tip.hidden = false;

		const box = tip.getBoundingClientRect();
		const left = Math.min(x + 14, innerWidth - box.width - 8);
		const below = y + 16 + box.height < innerHeight;

		tip.style.left = `${Math.max(8, left)}px`;
		tip.style.top = `${below ? y + 16 : Math.max(8, y - box.height - 12)}px`;
	};

	const step = (plot, by) => {
		const marks = [...plot.querySelectorAll(".v")];

		if (!marks.length)
			return;
		const at = marks.indexOf(lit);
		const mark = marks[at < 0 ? (by > 0 ? 0 : marks.length - 1)
			: (at + by + marks.length) % marks.length];

		mark.scrollIntoView({ block: "nearest", inline: "nearest" });
		const box = mark.getBoundingClientRect();

		show(mark, box.right, box.bottom);
		said.textContent = mark.dataset.value;
	};

	for (const plot of document.querySelectorAll(".plot")) {
		plot.addEventListener("pointermove", (event) => {
			const mark = event.target.closest(".v");

			if (mark)
				show(mark, event.clientX, event.clientY);
			else
				hide();
		});
		plot.addEventListener("pointerleave", hide);
		plot.addEventListener("blur", hide);
		plot.addEventListener("keydown", (event) => {
			const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];

			if (event.key === "Escape")
				hide();
			if (!by)
				return;
			event.preventDefault();
			step(plot, by);
		});
	}
	addEventListener("keydown", (event) => event.key === "Escape" && hide());
	/* The value stays with its mark, and goes when the mark does. */
	addEventListener("scroll", () => {
		const box = lit?.getBoundingClientRect();

		if (box && box.bottom > 0 && box.top < innerHeight)
			show(lit, box.right, box.bottom);
		else
			hide();
	}, { passive: true, capture: true });
})();
