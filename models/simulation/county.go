package simulation

import (
	"crypto/sha256"
	"fmt"

	"jianfu/models"
	"jianfu/models/unit"
)

// township is a seat of government with people of its own, and the villages below it.
type township struct {
	name      string
	headcount int
	villages  []place
}

type place struct {
	name      string
	headcount int
}

// County is the demonstration county: a heading, its departments and townships, villages below the townships, parents
// first. Its names belong to no real place. Some villages have fewer people than any threshold, so that the
// demonstration shows what is withheld. The keys are always the same.
func County() []unit.Unit {
	units := []unit.Unit{{ID: key("01"), Code: "01", Name: "云澜县"}}
	add := func(parent, code, name string, headcount int) {
		units = append(units, unit.Unit{ID: key(code), Parent: key(parent), Code: code, Name: name, Headcount: headcount})
	}
	for i, d := range departments() {
		add("01", fmt.Sprintf("01%02d", i+1), "云澜县"+d.name, d.headcount)
	}
	for i, t := range townships() {
		code := fmt.Sprintf("01%02d", 51+i)
		add("01", code, t.name, t.headcount)
		for j, v := range t.villages {
			add(code, fmt.Sprintf("%s%02d", code, j+1), t.name+v.name, v.headcount)
		}
	}
	return units
}

func key(code string) (id models.ID) {
	sum := sha256.Sum256([]byte("jianfu demonstration unit " + code))
	copy(id[:], sum[:])
	return id
}

func departments() []place {
	return []place{
		{"教育局", 120},
		{"卫生健康局", 96},
		{"农业农村局", 84},
		{"自然资源局", 72},
		{"住房和城乡建设局", 66},
		{"财政局", 58},
		{"人力资源和社会保障局", 52},
		{"民政局", 38},
		{"应急管理局", 34},
		{"发展和改革局", 31},
		{"司法局", 24},
		{"档案馆", 8},
	}
}

func townships() []township {
	return []township{
		{"松砚镇", 72, []place{{"墨泉村", 14}, {"笔垭村", 11}, {"砚影村", 9}, {"听涛社区", 18}}},
		{"鹭汀镇", 66, []place{{"鹭眠村", 12}, {"汀烟村", 13}, {"双桨村", 8}, {"苇笛社区", 16}}},
		{"星渚镇", 61, []place{{"星痕村", 15}, {"渚灯村", 10}, {"夜航村", 12}, {"拾贝社区", 17}}},
		{"霜碓乡", 48, []place{{"霜钟村", 11}, {"碓声村", 9}, {"雪笠村", 7}}},
		{"岚梯乡", 44, []place{{"云阶村", 13}, {"岚口村", 10}, {"石鸣村", 6}}},
		{"槐影乡", 40, []place{{"槐月村", 12}, {"蝉声村", 11}, {"井影村", 9}}},
	}
}
