Console.WriteLine("ProductSpace");
