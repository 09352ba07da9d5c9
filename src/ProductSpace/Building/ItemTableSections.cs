using System.Linq;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Writes item tables by ordinal: rows of a fixed number of places, best first, whose weights are 16-bit parts of the
/// row's largest. Entries of products that are not in the snapshot are left out.
/// </summary>
internal sealed class ItemTableSections(SnapshotWriter writer, BuildInput input, int[] productOf, int[] ordinalOf)
{
    private const int RowsOfBlock = 4096;
    private const int Nothing = -1;

    /// <summary>Writes the tables, in the order given, and their names.</summary>
    public void Write(IReadOnlyList<ItemTableInput> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
        {
            return;
        }

        for (int table = 0; table < tables.Count; table++)
        {
            Write(table, tables[table], cancellationToken);
        }

        SectionNames.Write(writer, SectionId.TableNames, tables.Select(table => table.Name));
    }

    private void Write(int number, ItemTableInput table, CancellationToken cancellationToken)
    {
        // Place in the table to ordinal, and back.
        int[] ordinals = new int[table.Ids.Count];
        int[] places = new int[productOf.Length];
        Array.Fill(places, Nothing);
        for (int place = 0; place < ordinals.Length; place++)
        {
            bool isKnown = input.Table.TryFind(Encoding.UTF8.GetBytes(table.Ids[place]), out int product);
            ordinals[place] = isKnown ? ordinalOf[product] : Nothing;
            if (isKnown)
            {
                places[ordinals[place]] = place;
            }
        }

        ushort[] weights = new ushort[checked((long)productOf.Length * table.Entries)];
        float[] scales = new float[productOf.Length];
        Row row = new(table, ordinals);
        int[] block = new int[RowsOfBlock * table.Entries];
        writer.Begin(SectionId.OfTable(number, SectionId.TableProducts), required: false);
        for (int first = 0; first < productOf.Length; first += RowsOfBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = Math.Min(RowsOfBlock, productOf.Length - first);
            Span<int> targets = block.AsSpan(0, rows * table.Entries);
            targets.Fill(Nothing);
            for (int i = 0; i < rows; i++)
            {
                if (places[first + i] >= 0)
                {
                    scales[first + i] = row.Read(
                        places[first + i],
                        targets.Slice(i * table.Entries, table.Entries),
                        weights.AsSpan((first + i) * table.Entries, table.Entries));
                }
            }

            writer.Append<int>(targets);
        }

        writer.End();
        writer.Write<ushort>(SectionId.OfTable(number, SectionId.TableWeights), weights, required: false);
        writer.Write<float>(SectionId.OfTable(number, SectionId.TableScales), scales, required: false);
    }

    /// <summary>Reads rows, one after the other, into the form of the file.</summary>
    private sealed class Row(ItemTableInput table, int[] ordinals)
    {
        private readonly int[] _products = new int[table.Entries];
        private readonly float[] _weights = new float[table.Entries];

        /// <summary>Writes the entries of a row; returns their scale, the largest weight.</summary>
        public float Read(int place, Span<int> targets, Span<ushort> weights)
        {
            int count = Math.Min(table.Row(place, _products, _weights), table.Entries);
            int kept = 0;
            for (int i = 0; i < count; i++)
            {
                int product = _products[i];
                if ((uint)product >= (uint)ordinals.Length)
                {
                    throw new BuildInputException(
                        $"row {place} of the table \"{table.Name}\" names product {product}, it has "
                        + $"{ordinals.Length} products");
                }

                if (ordinals[product] >= 0 && _weights[i] > 0 && float.IsFinite(_weights[i]))
                {
                    _products[kept] = ordinals[product];
                    _weights[kept++] = _weights[i];
                }
            }

            Span<int> products = _products.AsSpan(0, kept);
            Span<float> numbers = _weights.AsSpan(0, kept);
            products.Sort(numbers);
            SortByWeight(products, numbers);
            float scale = kept == 0 ? 0 : numbers[0];
            for (int i = 0; i < kept; i++)
            {
                targets[i] = products[i];
                weights[i] = (ushort)Math.Round((double)numbers[i] / scale * ushort.MaxValue);
            }

            return scale;
        }

        /// <summary>Sorts by falling weight and leaves equal ones in the order of the ordinals.</summary>
        private static void SortByWeight(Span<int> products, Span<float> weights)
        {
            for (int i = 1; i < products.Length; i++)
            {
                (int product, float weight) = (products[i], weights[i]);
                int place = i;
                while (place > 0 && weights[place - 1] < weight)
                {
                    products[place] = products[place - 1];
                    weights[place] = weights[place - 1];
                    place--;
                }

                products[place] = product;
                weights[place] = weight;
            }
        }
    }
}
