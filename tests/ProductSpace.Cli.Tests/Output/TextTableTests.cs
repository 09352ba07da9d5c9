using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Tests.Output;

public class TextTableTests
{
    [Fact]
    public void Write_Rows_AlignsColumnsAndLeavesEmptyOnesOut()
    {
        TextTable table = new(new("product"), new("price", IsNumber: true), new("never"), new("name"));
        table.Add("p-1", "9.90", "", "Boot");
        table.AddLine("  a remark");
        table.Add("a-longer-id", "129.90", "", "Über\u001b[31m");
        Assert.Equal(
            """
              product       price  name
              p-1            9.90  Boot
                a remark
              a-longer-id  129.90  Über?[31m

            """,
            Written(table));
    }

    [Fact]
    public void Write_LongCell_IsCut()
    {
        TextTable table = new(new TextTable.Column("name"));
        table.Add(new string('x', 200));
        Assert.Equal("  name\n  " + new string('x', 45) + "...\n", Written(table));
    }

    [Fact]
    public void Write_NoRows_IsNothing() => Assert.Empty(Written(new TextTable(new TextTable.Column("name"))));

    private static string Written(TextTable table)
    {
        using StringWriter text = new() { NewLine = "\n" };
        table.Write(text, "  ");
        return text.ToString();
    }
}
